import type { ReportRow, ReportSums, UsageReport } from '@ccx/usage';
import stringWidth from 'string-width';
import { count } from '../render/count.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';
import { costOf } from './cost-of.ts';
import { cutName, LONGEST_NAME, rowName, type RowNames } from './row-name.ts';
import { sessionColumns, type SessionColumn } from './session-columns.ts';
import { usageNotes } from './usage-notes.ts';

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
  return [...lines, ...usageNotes(report, options.terminal)];
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
