import { isLine } from '../../claude/json.ts';
import type { TurnFailure } from '../failure.ts';
import type { Sink } from '../sink.ts';
import { callWords, displayName } from '../tool-names.ts';

const FAILED =
  'ℹ This request failed. Press F12 for diagnostics, or run /settings and change "Error Verbosity" to full for full';

/** Where a turn on the screen is shown. */
export interface TurnView {
  say(rows: readonly string[]): void;
  /** A quota ended the turn: the screen asks what to do. */
  limited(): void;
}

/** Shows a turn as the screen does: the answer when it is whole, each call when it has ended. */
export function screenSink(view: TurnView): Sink {
  let answer = '';
  const calls = new Map<string, string>();
  const flush = (): void => {
    const rows = answer.trim().split('\n');
    answer = '';
    if (rows.join('') !== '') view.say([...rows.map((row, index) => `${index === 0 ? '✦' : ' '} ${row}`), '']);
  };
  return {
    line: async () => {},
    text: async (piece) => void (answer += piece),
    toolUse: async (name, id, input) => {
      flush();
      calls.set(id, `${displayName(name)}  ${isLine(input) ? callWords(input) : ''}`);
    },
    toolResult: async (id, { status, output }) => {
      const rows = typeof output === 'string' ? output.split('\n').filter((row) => row !== '') : [];
      const mark = status === 'success' ? '✓' : 'x';
      view.say([`  ${mark}  ${calls.get(id) ?? ''}`, ...rows.map((row) => `     ${row}`), '']);
    },
    finish: async ({ failure }) => {
      flush();
      if (failure !== null && isLimit(failure)) view.limited();
      else if (failure !== null)
        view.say([`✕ ${failure.result}`, '', '', ...(failure.own ? [] : [FAILED, '  details.', ''])]);
      return failure?.exitCode ?? 0;
    },
  };
}

function isLimit({ code, own }: TurnFailure): boolean {
  return code === 429 && !own;
}
