import stringWidth from 'string-width';

/** A column: its heading, and whether its cells are numbers, which stand right. */
export interface Column {
  readonly heading: string;
  readonly align?: 'left' | 'right';
}

/** Rows under headings, in columns as wide as their widest cell. Colours in cells do not count. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = columns.map(({ heading }, at) =>
    Math.max(stringWidth(heading), ...rows.map((row) => stringWidth(row[at] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    ` ${columns.map(({ align }, at) => pad(cells[at] ?? '', widths[at] ?? 0, align)).join('  ')}`.trimEnd();
  return [line(columns.map(({ heading }) => heading)), ...rows.map(line)];
}

function pad(cell: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(cell)));
  return align === 'right' ? space + cell : cell + space;
}
