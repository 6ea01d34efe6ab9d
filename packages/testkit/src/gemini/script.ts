import type { Reply } from '../reply.ts';
import { refuse, say } from '../reply.ts';
import type { GeminiCall } from './model-request.ts';

/**
 * What the model says: always the same, one reply for each turn, or whatever a function makes of the call. A function
 * is asked for side requests too and may leave them to the stand-in by returning `undefined`; one reply and a list are
 * of turns only.
 */
export type GeminiScript =
  | Reply
  | readonly Reply[]
  | ((call: GeminiCall) => Reply | undefined | Promise<Reply | undefined>);

/** Fits every question that the CLI asks on the side: which model suits the prompt, and who speaks next. */
const SIDE_ANSWER = JSON.stringify({
  complexity_reasoning: 'A scripted conversation.',
  complexity_score: 10,
  reasoning: 'A scripted conversation.',
  model_choice: 'flash',
  next_speaker: 'user',
});

/** What a script answers to a call; `turn` counts the conversation's turns since the script began. */
export async function replyTo(call: GeminiCall, script: GeminiScript, turn: number): Promise<Reply> {
  if (typeof script === 'function') {
    const reply = await script(call);
    if (reply !== undefined) return reply;
  }
  if (call.kind === 'side') return say(SIDE_ANSWER);
  if (typeof script === 'function') throw new Error(`no reply for the turn "${call.prompt.slice(0, 80)}"`);
  if (!isList(script)) return script;
  // 400 is not retried: a script that is too short shows at once, in the CLI's own words.
  return script[turn] ?? refuse(400, 'INVALID_ARGUMENT', `the script has no reply for turn ${turn + 1}`);
}

function isList(script: Reply | readonly Reply[]): script is readonly Reply[] {
  return Array.isArray(script);
}
