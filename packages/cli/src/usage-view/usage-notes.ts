import type { ReportRow, UsageReport } from '@ccx/usage';
import { wrapped } from '../render/filled.ts';
import type { Terminal } from '../render/terminal.ts';
import { foreignZone } from './foreign-zone.ts';
import { notRead } from './not-read.ts';
import { cutName } from './row-name.ts';
import { sparkline } from './sparkline.ts';

const PERIODS: ReadonlySet<string> = new Set(['daily', 'weekly', 'monthly']);

/** What stands below the table of a report: its trend, and what is missing from it. */
export function usageNotes(report: UsageReport, terminal: Terminal): readonly string[] {
  const { kind, mode, rows, omittedRows, totals, unpriced, skipped, range, timeZone } = report;
  const { colors, columns } = terminal.stdout;
  const lines: string[] = [];
  if (omittedRows > 0)
    lines.push(` ${omittedRows} more ${omittedRows === 1 ? 'row' : 'rows'}, in the total with the others`);
  if (unpriced.length > 0) {
    const models = unpriced.map(({ model, calls }) => `${cutName(model, { terminal })} (${calls})`).join(', ');
    lines.push(
      ` ${mode === 'display' ? 'without a price of the vendor' : 'without a price'}, and not in the cost: ${models}`,
    );
  }
  const { archivedCalls } = totals;
  const kept =
    archivedCalls === 1
      ? '1 call is kept from a transcript that is'
      : `${archivedCalls} calls are kept from transcripts that are`;
  if (archivedCalls > 0) lines.push(` ${kept} gone`);
  const ofDays = PERIODS.has(kind) || kind === 'session' || range.from !== null || range.to !== null;
  if (ofDays) lines.push(...foreignZone(timeZone, terminal));
  const trend = PERIODS.has(kind) && rows.length > 2 && rise(rows) ? trendOf(rows, columns()) : null;
  return [
    ...(trend === null || terminal.symbols.arrow !== '→' ? [] : [` ${colors.dim(`tokens ${trend}`)}`]),
    ...[...lines, ...notRead(skipped)].flatMap((line) => wrapped(line, columns())),
  ];
}

/** One row for each period, the oldest first: only that is a line through time. */
function rise(rows: readonly ReportRow[]): boolean {
  return rows.every(({ key }, at) => at === 0 || (rows[at - 1]?.key ?? '') < (key ?? ''));
}

/** Of as many rows as there is room for, which are the newest. */
function trendOf(rows: readonly ReportRow[], columns: number): string | null {
  const room = Math.max(2, columns - ' tokens '.length);
  return sparkline(rows.slice(-room).map(({ tokens }) => tokens.total));
}
