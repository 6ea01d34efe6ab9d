import type { ReportRow, ReportSums, UsageReport } from '@ccx/usage';
import stringWidth from 'string-width';
import { count } from '../render/count.ts';
import { wrapped } from '../render/filled.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';
import { costOf } from './cost-of.ts';
import { notRead } from './not-read.ts';
import { foreignZone } from './foreign-zone.ts';
import { cutName, LONGEST_NAME, rowName, type RowNames } from './row-name.ts';
import { sessionColumns, type SessionColumn } from './session-columns.ts';
import { sparkline } from './sparkline.ts';

export interface UsageRowsOptions extends RowNames {
  readonly terminal: Terminal;
  /** The same report by account, for a column that tells whose calls they were; `null` leaves it out. */
  readonly shares: UsageReport | null;
}

interface Column {
  readonly heading: string;
  readonly cell: (sums: ReportSums) => string;
}

/** In the order in which they stand; `drop` says in which order they go where the terminal is narrow. */
const COLUMNS: readonly (Column & { readonly drop: number })[] = [
  { heading: 'calls', cell: ({ calls }) => String(calls), drop: 3 },
  { heading: 'in', cell: ({ tokens }) => count(tokens.input), drop: 9 },
  { heading: 'out', cell: ({ tokens }) => count(tokens.output), drop: 9 },
  { heading: 'cache read', cell: ({ tokens }) => count(tokens.cacheRead), drop: 2 },
  { heading: 'cache write', cell: ({ tokens }) => count(tokens.cacheWrite5m + tokens.cacheWrite1h), drop: 1 },
  { heading: 'cost', cell: costOf, drop: 9 },
];
/** How a table is made narrower, until it fits: columns go, and then names are cut. */
const NARROWER: readonly { readonly dropped: number; readonly longest: number; readonly withShares?: boolean }[] = [
  ...[0, 1, 2, 3, 4].map((dropped) => ({ dropped, longest: LONGEST_NAME })),
  ...[28, 20, 14, 9].map((longest) => ({ dropped: 4, longest })),
];
const WITH_SHARES = { dropped: 0, longest: LONGEST_NAME, withShares: true };
/** All others are called as they are asked for. */
const HEADINGS: Readonly<Partial<Record<UsageReport['kind'], string>>> = {
  daily: 'day',
  weekly: 'week of',
  monthly: 'month',
  profile: 'account',
};
const PERIODS: ReadonlySet<string> = new Set(['daily', 'weekly', 'monthly']);

/** A report as a table: rows, the total, and what is missing from it. */
export function usageRows(report: UsageReport, options: UsageRowsOptions): readonly string[] {
  const { terminal, shares } = options;
  const { stdout } = terminal;
  const sessions = sessionColumns(report, terminal);
  let lines: readonly string[] = [];
  for (const { dropped, longest, withShares = false } of shares === null ? NARROWER : [WITH_SHARES, ...NARROWER]) {
    const stay = ({ drop }: { readonly drop: number }): boolean => drop > dropped;
    lines = tableOf(report, COLUMNS.filter(stay), sessions.filter(stay), withShares, { ...options, longest });
    if (Math.max(...lines.map((line) => stringWidth(line))) <= stdout.columns()) break;
  }
  return [...lines, ...notes(report, options)];
}

function tableOf(
  { kind, by, rows, totals }: UsageReport,
  columns: readonly Column[],
  sessions: readonly SessionColumn[],
  withShares: boolean,
  options: UsageRowsOptions,
): readonly string[] {
  const { colors } = options.terminal.stdout;
  const shares = withShares ? sharesByRow(options) : null;
  const headings = [
    { heading: HEADINGS[kind] ?? kind },
    ...(by === null ? [] : [{ heading: HEADINGS[by] ?? by }]),
    ...sessions.map(({ heading }) => ({ heading })),
    ...columns.map(({ heading }) => ({ heading, align: 'right' as const })),
    ...(shares === null ? [] : [{ heading: 'by account' }]),
  ];
  const lineOf = (
    name: string,
    second: string,
    sums: ReportSums,
    share: string,
    row?: ReportRow,
  ): readonly string[] => [
    name,
    ...(by === null ? [] : [second]),
    ...sessions.map(({ cell }) => (row === undefined ? '' : cell(row))),
    ...columns.map(({ cell }) => cell(sums)),
    ...(shares === null ? [] : [share]),
  ];
  const body = rows.flatMap((row) => [
    lineOf(
      rowName(kind, row.key, options),
      by === null ? '' : rowName(by, row.by ?? null, options),
      row,
      shares?.get(row.key ?? '') ?? '',
      row,
    ),
    ...(row.models ?? []).map((part) => lineOf(`  ${cutName(part.model, options)}`, '', part, '').map(colors.dim)),
  ]);
  const total = lineOf('total', '', totals, '').map((cell) => colors.bold(cell));
  return table(headings, rows.length > 1 ? [...body, total] : body);
}

/** `work $18.20  private $3.20`, the dearest first. */
function sharesByRow({ shares, ...options }: UsageRowsOptions): ReadonlyMap<string, string> {
  const parts = new Map<string, ReportRow[]>();
  for (const row of shares?.rows ?? []) parts.set(row.key ?? '', [...(parts.get(row.key ?? '') ?? []), row]);
  return new Map(
    [...parts].map(([key, rows]) => {
      const sorted = rows.toSorted((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0));
      return [key, sorted.map((row) => `${rowName('profile', row.by ?? null, options)} ${costOf(row)}`).join('  ')];
    }),
  );
}

/** One row for each period, the oldest first: only that is a line through time. */
function rise(rows: readonly ReportRow[]): boolean {
  return rows.every(({ key }, at) => at === 0 || (rows[at - 1]?.key ?? '') < (key ?? ''));
}

function notes(report: UsageReport, { terminal }: UsageRowsOptions): readonly string[] {
  const { kind, rows, omittedRows, totals, unpriced, skipped, range, timeZone } = report;
  const { colors, columns } = terminal.stdout;
  const lines: string[] = [];
  if (omittedRows > 0)
    lines.push(` ${omittedRows} more ${omittedRows === 1 ? 'row' : 'rows'}, in the total with the others`);
  if (unpriced.length > 0) {
    const models = unpriced.map(({ model, calls }) => `${cutName(model, { terminal })} (${calls})`).join(', ');
    lines.push(` without a price, and not in the cost: ${models}`);
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

/** Of as many rows as there is room for, which are the newest. */
function trendOf(rows: readonly ReportRow[], columns: number): string | null {
  const room = Math.max(2, columns - ' tokens '.length);
  return sparkline(rows.slice(-room).map(({ tokens }) => tokens.total));
}
