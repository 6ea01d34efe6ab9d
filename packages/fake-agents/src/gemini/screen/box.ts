import { wrapped } from '../../claude/screen/rows.ts';

/** A frame as wide as the terminal; `indent` columns are kept free on its left, as many as `inset` inside it. */
export function box(
  rows: readonly string[],
  { columns, indent = 0, inset = 1 }: { readonly columns: number; readonly indent?: number; readonly inset?: number },
): readonly string[] {
  const inner = columns - 2 - indent * 2;
  const space = ' '.repeat(indent);
  const line = (text: string): string => `${space}│${`${' '.repeat(inset)}${text}`.padEnd(inner)}│`;
  return [
    `${space}╭${'─'.repeat(inner)}╮`,
    line(''),
    ...rows.flatMap((row) => wrapped(row, inner - inset * 2)).map(line),
    `${space}╰${'─'.repeat(inner)}╯`,
  ];
}

/** A list of which one is chosen. */
export function choices(of: readonly string[], chosen: number): readonly string[] {
  return of.map((text, index) => `${index === chosen ? '●' : ' '} ${index + 1}. ${text}`);
}
