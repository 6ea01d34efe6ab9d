import { isLine, textAt } from '../../claude/json.ts';
import type { Sink } from '../sink.ts';

/** Shows a turn as the screen does: the answer when it is whole, each call when it has ended. */
export function screenSink(say: (rows: readonly string[]) => void): Sink {
  let answer = '';
  const names = new Map<string, string>();
  const flush = (): void => {
    const rows = answer.trim().split('\n');
    answer = '';
    if (rows.join('') !== '') say([...rows.map((row, index) => `${index === 0 ? '✦' : ' '} ${row}`), '']);
  };
  return {
    line: async () => {},
    text: async (piece) => void (answer += piece),
    toolUse: async (name, id) => {
      flush();
      names.set(id, name);
    },
    toolResult: async (id, { status, output, error }) => {
      const shown = typeof output === 'string' ? output : '';
      const why = isLine(error) ? textAt(error, 'message') : null;
      const rows = (why ?? shown).split('\n').filter((row) => row !== '');
      say([`${status === 'success' ? '✓' : 'x'}  ${names.get(id) ?? ''}`, ...rows.map((row) => `   ${row}`), '']);
    },
    finish: async ({ failure }) => {
      flush();
      if (failure !== null) say([`✕ ${failure.result}`, '']);
      return failure?.exitCode ?? 0;
    },
  };
}
