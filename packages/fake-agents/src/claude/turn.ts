import { Interrupted } from '../machine/interrupted.ts';
import { playSteps } from '../scenario/play.ts';
import type { Step } from '../scenario/step.ts';
import type { OpenTask } from './task.ts';
import { stamp, type Conversation } from './conversation.ts';
import { newUuid } from './ids.ts';
import { initLine } from './init-line.ts';
import type { Line } from './line.ts';
import { recordPrompt, recordTurnEnd } from './record.ts';
import { sayResult, turnSums, type TurnEnd, type TurnSums } from './result-line.ts';
import { exampleOf } from './schema-example.ts';
import { ClaudeStage } from './stage.ts';

/** How a prompt was answered. */
export interface Answered {
  readonly isError: boolean;
  readonly interrupted: boolean;
}

/** Answers one prompt: the scenario's steps, then what background tasks add, then the result lines. */
export async function answer(talk: Conversation, prompt: string): Promise<Answered> {
  const { session, machine, scenario, sink } = talk;
  talk.prompt = prompt;
  session.beginTurn(machine.nowMs());
  await playSteps(scenario.beforeTurn ?? [], { stage: null, machine, signal: talk.signal });
  await sayState(talk, 'running');
  await sink.line(initLine(talk));
  recordPrompt(talk, prompt);
  const first = await playTurn(talk, turnSteps(talk));
  talk.counters.add('prompts');
  // Observed: while background work is open the result is held back, then all results come together.
  const held: { readonly end: TurnEnd; readonly sums: TurnSums }[] = [first];
  let interrupted = first.interrupted;
  for (let task = first.tasks.shift(); task !== undefined && !interrupted; task = first.tasks.shift()) {
    await task.finish();
    session.beginTurn(machine.nowMs());
    await sink.line(initLine(talk));
    const further = await playTurn(talk, task.afterwards);
    interrupted = further.interrupted;
    first.tasks.push(...further.tasks);
    const origin = { kind: 'task-notification', producer: 'session-task', runId: task.runId };
    held.push({ end: { ...further.end, origin }, sums: further.sums });
  }
  for (const { end, sums } of held) await sayResult(talk, end, sums);
  recordTurnEnd(talk, prompt);
  session.prompts += 1;
  await sayState(talk, 'idle');
  return { isError: held.at(-1)?.end.isError === true, interrupted };
}

interface Played {
  readonly end: TurnEnd;
  readonly sums: TurnSums;
  readonly tasks: OpenTask[];
  readonly interrupted: boolean;
}

async function playTurn(talk: Conversation, steps: readonly Step[]): Promise<Played> {
  const { session, machine } = talk;
  const stage = new ClaudeStage(talk);
  try {
    await playSteps(steps, { stage, machine, signal: talk.signal });
    await stage.close();
    const end = stage.ending ?? (await ordinaryEnd(talk, stage));
    return { end, sums: turnSums(talk), tasks: stage.tasks, interrupted: false };
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const inTool = session.openTool !== null;
    await sayInterrupted(talk);
    await stage.writer.abandon();
    session.stopReason = null;
    const end: TurnEnd = {
      subtype: 'error_during_execution',
      isError: true,
      terminal: inTool ? 'aborted_tools' : 'aborted_streaming',
      errors: ['[ede_diagnostic] result_type=user last_content_type=n/a stop_reason=null'],
    };
    const sums = turnSums(talk);
    return { end, sums: { ...sums, numTurns: sums.numTurns + 1 }, tasks: [], interrupted: true };
  }
}

/** The turn answered; under a schema the answer is an object, made up from the schema where the scenario has none. */
async function ordinaryEnd(talk: Conversation, stage: ClaudeStage): Promise<TurnEnd> {
  const { options, session } = talk;
  if (options.jsonSchema !== null) {
    await stage.structured({ structured: exampleOf(JSON.parse(options.jsonSchema)) });
    if (stage.ending !== null) return stage.ending;
  }
  return { subtype: 'success', isError: false, terminal: 'completed', text: session.said };
}

function turnSteps({ scenario, session, login }: Conversation): readonly Step[] {
  if (scenario.login === 'none') return [{ fail: 'not-logged-in' }];
  if (login === 'expired') return [{ fail: 'login-expired' }];
  const { turns, steps = [{ text: 'Hello! I am a scripted stand-in; nothing was sent anywhere.' }] } = scenario;
  return turns?.[Math.min(session.prompts, turns.length - 1)] ?? steps;
}

async function sayInterrupted(talk: Conversation): Promise<void> {
  const message = { role: 'user', content: [{ type: 'text', text: '[Request interrupted by user]' }] };
  const uuid = newUuid();
  const timestamp = stamp(talk.machine);
  const line: Line = { type: 'user', message, parent_tool_use_id: null, session_id: talk.session.id, uuid, timestamp };
  await talk.sink.line(line);
  talk.transcript.entry({ type: 'user', message, uuid, timestamp });
}

async function sayState(talk: Conversation, state: 'running' | 'idle'): Promise<void> {
  if (talk.machine.env['CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS'] !== '1') return;
  await talk.sink.line({
    type: 'system',
    subtype: 'session_state_changed',
    state,
    uuid: newUuid(),
    session_id: talk.session.id,
  });
}
