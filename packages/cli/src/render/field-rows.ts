import { cutEnd } from './cut.ts';
import type { Terminal } from './terminal.ts';

/** Names and what they stand for, one a line, indented; what is `null` does not apply and is left out. */
export function fieldRows(
  fields: readonly (readonly [name: string, words: string | null])[],
  { stdout, symbols }: Terminal,
): readonly string[] {
  const there = fields.filter((field): field is readonly [string, string] => field[1] !== null);
  const width = Math.max(0, ...there.map(([name]) => name.length));
  return there.map(([name, words]) => {
    const line = `   ${stdout.colors.dim(name.padEnd(width))}  ${words}`;
    return stdout.isTty ? cutEnd(line, stdout.columns(), symbols.ellipsis) : line;
  });
}
