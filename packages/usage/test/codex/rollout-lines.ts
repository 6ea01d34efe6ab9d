/** Lines of rollouts, written by hand in the form of 0.169.0 and of what was before it. */

export const THREAD = '01a1fba5-46c1-7a22-92a9-ec3b0922eab1';
export const TURN = '01a1fba5-46db-7540-bd17-2a06027361fa';
/** Begun before {@link THREAD}. */
export const PARENT = '01a1fb00-0000-7a22-92a9-ec3b0922eab1';
export const PARENT_TURN = '01a1fb00-46db-7540-bd17-2a06027361fa';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 21, 1, 0, second)).toISOString();
const line = (second: number, type: string, payload: object): object => ({ timestamp: at(second), type, payload });
const tokens = (input: number, cached: number, output: number): object => ({
  input_tokens: input,
  cached_input_tokens: cached,
  cache_write_input_tokens: 0,
  output_tokens: output,
  reasoning_output_tokens: 0,
  total_tokens: input + output,
});

export const meta = (second: number, more: object = {}): object =>
  line(second, 'session_meta', { id: THREAD, session_id: THREAD, cwd: '/work/app', originator: 'codex_exec', ...more });
export const turn = (second: number, id: string = TURN, model = 'gpt-5.5-codex'): object =>
  line(second, 'turn_context', { turn_id: id, model, cwd: '/work/app' });
export const event = (second: number, payload: object): object => line(second, 'event_msg', payload);
export const prompt = (second: number): object => event(second, { type: 'user_message', message: 'hi' });

/** A call as 0.169.0 records it. */
export const call = (second: number, response: string, more: object = {}): object =>
  line(second, 'token_usage_record', {
    thread_id: THREAD,
    turn_id: TURN,
    session_id: THREAD,
    response_id: response,
    usage: tokens(100, 60, 10),
    ...more,
  });

/** The counter of older versions: the sum of so many calls of 100 tokens, 60 of them cached, with 10 of output. */
export const count = (second: number, calls: number, info: object = {}): object =>
  event(second, {
    type: 'token_count',
    info: {
      total_token_usage: tokens(100 * calls, 60 * calls, 10 * calls),
      last_token_usage: tokens(100, 60, 10),
      ...info,
    },
  });
