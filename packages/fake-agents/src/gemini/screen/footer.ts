/** One column below the prompt: its heading and its value. */
export interface FooterColumn {
  readonly heading: string;
  readonly value: string;
}

/** The two rows below the prompt: columns with the same space between them, the last one at the right edge. */
export function footerRows(columns: readonly FooterColumn[], width: number): readonly string[] {
  const widths = columns.map(({ heading, value }) => Math.max(heading.length, value.length));
  const used = widths.reduce((sum, next) => sum + next, 0);
  const space = Math.max(1, Math.floor((width - 2 - used) / Math.max(1, columns.length - 1)));
  const line = (texts: readonly string[]): string => {
    const cells = texts.map((text, index) => {
      const cell = widths[index] ?? 0;
      return index === texts.length - 1 ? text.padStart(cell) : text.padEnd(cell + space);
    });
    return ` ${cells.join('')}`.slice(0, width);
  };
  return [line(columns.map(({ heading }) => heading)), line(columns.map(({ value }) => value))];
}
