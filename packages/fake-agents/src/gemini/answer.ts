import { newUuid } from '../claude/ids.ts';
import { playSteps } from '../scenario/play.ts';
import type { Step } from '../scenario/step.ts';
import { type TurnFailure } from './failure.ts';
import { GeminiStage } from './stage.ts';
import { Turn, type TurnParts } from './turn.ts';

const HELLO: readonly Step[] = [{ text: 'Hello! I am a scripted stand-in; nothing was sent anywhere.' }];
/** Before an empty answer is asked for once more: four times, or as often as the settings allow. */
const EMPTY_WAITS = ['1s', '2s', '4s'];
const EMPTY =
  'The model returned an empty response with no text or thoughts. This may be a transient API issue; please try again.';

/** Answers one prompt as the scenario says. Gives the exit code. */
export async function answer(parts: TurnParts, { expired }: { readonly expired: boolean }): Promise<number> {
  const { machine, scenario, signal, log, sink, stats, prompt, turns } = parts;
  const startedMs = machine.nowMs();
  const turn = new Turn(parts);
  const stage = new GeminiStage(turn);
  await playSteps(scenario.beforeTurn ?? [], { stage: null, machine, signal });
  await sink.line({ type: 'init', session_id: parts.sessionId, model: parts.model });
  await sink.line({ type: 'message', role: 'user', content: prompt });
  log.message({ id: newUuid(), timestamp: log.stamp(), type: 'user', content: [{ text: prompt }] });
  const own = scenario.turns?.[Math.min(turns, scenario.turns.length - 1)] ?? scenario.steps ?? HELLO;
  const flow = await playSteps(expired ? [{ fail: 'login-expired' }] : own, { stage, machine, signal });
  parts.counters.add('prompts');
  const isEmpty = stage.failure === null && flow === 'on' && !turn.answered;
  if (!isEmpty) turn.end();
  const failure = isEmpty ? await emptyAnswer(turn) : stage.failure;
  // Observed: the cap on turns leaves the file as it is.
  if (failure !== null && (!failure.own || isEmpty)) log.rollBack();
  if (failure !== null && failure.stderr !== null) await machine.stderr(`${failure.stderr}\n`);
  return await sink.finish({ failure, stats, durationMs: Math.round(machine.nowMs() - startedMs) });
}

/** Nothing came: it is asked for again in silence, then the result is an error and the exit code 0. */
async function emptyAnswer(turn: Turn): Promise<TurnFailure> {
  const { machine, signal, attempts, stats } = turn.parts;
  for (const wait of ['0s', ...EMPTY_WAITS].slice(0, attempts)) {
    await machine.sleep(wait, signal);
    turn.begin();
    turn.endEmpty();
  }
  stats.nothingCame(turn.model);
  return { type: 'INVALID_STREAM', result: EMPTY, message: EMPTY, code: 1, exitCode: 0, own: true, stderr: null };
}
