import { exampleOf } from '../claude/schema-example.ts';
import { Interrupted } from '../machine/interrupted.ts';
import { playSteps } from '../scenario/play.ts';
import type { Step } from '../scenario/step.ts';
import type { TurnEnd } from './sink.ts';
import { CodexStage } from './stage.ts';
import type { Thread } from './thread.ts';
import { recordOpening, recordPrompt } from './turn-records.ts';

const HELLO: readonly Step[] = [{ text: 'Hello! I am a scripted stand-in; nothing was sent anywhere.' }];

/** Answers the thread's prompt, on its sink and in its rollout. */
export async function answer(thread: Thread): Promise<TurnEnd> {
  const { parts } = thread;
  const { machine, sink, rollout, turnId } = parts;
  const startedAt = machine.nowMs();
  const over = async (end: TurnEnd): Promise<TurnEnd> => {
    const nowMs = machine.nowMs();
    const times = {
      started_at: Math.floor(startedAt / 1000),
      completed_at: Math.floor(nowMs / 1000),
      duration_ms: Math.round(nowMs - startedAt),
    };
    if (end.is === 'interrupted') {
      rollout.event('turn_aborted', { turn_id: turnId, reason: 'interrupted', ...times });
    } else {
      rollout.event('task_complete', {
        root_turn_id: turnId,
        turn_id: turnId,
        last_agent_message: end.is === 'done' ? thread.said : null,
        ...(end.is === 'failed' && { error: { message: end.failure.message, codex_error_info: end.failure.info } }),
        ...times,
      });
    }
    await sink.ended(thread, end);
    return end;
  };
  try {
    return await over(await play(thread));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    return await over({ is: 'interrupted' });
  }
}

async function play(thread: Thread): Promise<TurnEnd> {
  const { parts } = thread;
  const { machine, scenario, signal, sink, counters, schema } = parts;
  await playSteps(scenario.beforeTurn ?? [], { stage: null, machine, signal });
  recordOpening(parts);
  await sink.began(thread);
  recordPrompt(parts);
  const stage = new CodexStage(thread);
  const flow = await playSteps(stepsOf(thread), { stage, machine, signal });
  if (flow === 'on' && schema !== null && !isJson(thread.said)) {
    await stage.structured({ structured: exampleOf(schema) });
  }
  counters.add('prompts');
  if (stage.failure !== null) return { is: 'failed', failure: stage.failure };
  thread.end();
  return { is: 'done' };
}

function stepsOf({ parts: { scenario, turns } }: Thread): readonly Step[] {
  if (scenario.login === 'none') return [{ fail: 'not-logged-in' }];
  if (scenario.login === 'expired') return [{ fail: 'login-expired' }];
  return scenario.turns?.[Math.min(turns, scenario.turns.length - 1)] ?? scenario.steps ?? HELLO;
}

function isJson(text: string | null): boolean {
  try {
    JSON.parse(text ?? '');
    return true;
  } catch {
    return false;
  }
}
