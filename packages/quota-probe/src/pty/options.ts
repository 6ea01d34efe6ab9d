/** The answers that a dialog offers. */
export interface Options {
  /** Without their numbers, from top to bottom. */
  readonly texts: readonly string[];
  /** The one that Enter would choose. */
  readonly highlighted: number;
  /** The row of that one. */
  readonly row: number;
}

/** The mark of the highlighted answer, and a number where the answers have one. */
const HIGHLIGHTED = /^(\s*[❯›>●]\s+)(\d+\.\s+)?\S/;

/**
 * The list of answers on a screen, by the last highlighted line: its neighbours that begin in the same column. Those
 * with numbers may have more words between them, others stand close together. `null` where none is highlighted or it
 * stands alone.
 */
export function readOptions(rows: readonly string[]): Options | null {
  const plain = rows.map((row) => row.replaceAll(/[│╭╮╰╯─]/g, ' ').trimEnd());
  const at = plain.findLastIndex((row) => HIGHLIGHTED.test(row));
  const [, mark = '', number] = HIGHLIGHTED.exec(plain[at] ?? '') ?? [];
  if (at === -1) return null;
  const textOf = (row: string): string | null => {
    if (row.slice(0, mark.length).trim() !== '' || /^\s/.test(row.slice(mark.length))) return null;
    const text = row.slice(mark.length);
    if (number === undefined) return text === '' ? null : text;
    return /^\d+\.\s+\S/.test(text) ? text.replace(/^\d+\.\s+/, '') : null;
  };
  const ends = (row: string): boolean =>
    number === undefined ? textOf(row) === null : row.trim() !== '' && row.search(/\S/) < mark.length;
  const side = (from: readonly string[]): readonly string[] => {
    const end = from.findIndex(ends);
    return (end === -1 ? from : from.slice(0, end)).flatMap((row) => textOf(row) ?? []);
  };
  const above = side(plain.slice(0, at).toReversed()).toReversed();
  const own = (plain[at] ?? '').slice(mark.length).replace(/^\d+\.\s+/, '');
  const texts = [...above, own, ...side(plain.slice(at + 1))];
  return texts.length < 2 ? null : { texts, highlighted: above.length, row: at };
}
