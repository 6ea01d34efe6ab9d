import stringWidth from 'string-width';

/** Two columns of lines, the right one from `columns` on, behind a gap of three. */
export function beside(left: readonly string[], right: readonly string[], columns: number): readonly string[] {
  return left.map((line, at) => {
    const other = right[at] ?? '';
    return other === '' ? line : `${line}${' '.repeat(Math.max(0, columns - stringWidth(line)))}   ${other}`;
  });
}
