import type { QuotaRow } from './row.ts';

/** A column of the footer; people choose which there are. */
const MODEL = '/model';
const QUOTA = 'quota';

const USED = /^(?<value>\d{1,3})% used(?: (?<reset>\(limit resets .*))?$/i;
const REACHED = /^limit reached(?:, (?<reset>resets .*))?$/i;

/** The quota of the chosen model in the footer: a row of headings above a row of values. `null` where none is shown. */
export function footerRow(lines: readonly string[]): QuotaRow | null {
  const at = lines.findLastIndex((line) => cellsOf(line).includes(QUOTA) && cellsOf(line).includes(MODEL));
  const [headings, values] = [cellsOf(lines[at] ?? ''), cellsOf(lines[at + 1] ?? '')];
  // A value that is missing would shift all that stand behind it.
  if (at === -1 || headings.length !== values.length) return null;
  const cell = (heading: string): string => values[headings.indexOf(heading)] ?? '';
  const name = cell(MODEL);
  const used = USED.exec(cell(QUOTA))?.groups;
  if (used?.['value'] !== undefined) return { name, usedPercent: Number(used['value']), reset: used['reset'] ?? null };
  const reached = REACHED.exec(cell(QUOTA));
  return reached === null ? null : { name, usedPercent: 100, reset: reached.groups?.['reset'] ?? null };
}

function cellsOf(line: string): readonly string[] {
  return line.trim().split(/\s{2,}/);
}
