import type { ModelCall } from './model-call.ts';
import type { Reply } from '../reply.ts';
import { refuse, say } from '../reply.ts';

/**
 * What the model says: always the same, one reply for each turn, or whatever a function makes of the call. A function
 * is asked for calls of every kind and may leave those that are not turns to the stand-in by returning `undefined`.
 */
export type Script = Reply | readonly Reply[] | ((call: ModelCall) => Reply | undefined | Promise<Reply | undefined>);

/** What a script answers to a call; `turn` counts the conversation's turns since the script began. */
export async function replyTo(call: ModelCall, script: Script, turn: number): Promise<Reply> {
  if (typeof script === 'function') {
    const reply = await script(call);
    if (reply !== undefined) return reply;
  }
  if (call.kind !== 'main') return say(call.kind === 'title' ? '{"title":"A scripted conversation"}' : 'ok');
  if (typeof script === 'function') throw new Error(`no reply for the turn "${call.prompt.slice(0, 80)}"`);
  if (!isList(script)) return script;
  // 400 is not retried: a script that is too short shows at once, in the CLI's own words.
  return script[turn] ?? refuse(400, 'invalid_request_error', `the script has no reply for turn ${turn + 1}`);
}

function isList(script: Reply | readonly Reply[]): script is readonly Reply[] {
  return Array.isArray(script);
}
