import type { Instant, QuotaReading, QuotaWindow } from '@ccx/contracts';
import { age } from '../render/age.ts';
import { bar } from '../render/bar.ts';
import { clockTime } from '../render/clock-time.ts';
import { duration } from '../render/duration.ts';
import { printableLine } from '../render/printable.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';

/** One account as `ccx quota` shows it. */
export interface QuotaRow {
  readonly name: string;
  readonly reading: QuotaReading;
}

/** Columns from which on bars have this many cells; narrower terminals show the number alone. */
const BAR_CELLS: readonly (readonly [columns: number, cells: number])[] = [
  [118, 18],
  [100, 10],
];
/** Below this the plan is left out, then the source. */
const PLAN_COLUMNS = 90;
const SOURCE_COLUMNS = 70;

/** The table of `ccx quota`: two lines for an account with windows, one sentence for one without. */
export function quotaRows(rows: readonly QuotaRow[], terminal: Terminal, now: Instant): readonly string[] {
  const width = terminal.stdout.columns();
  const cells = BAR_CELLS.find(([columns]) => width >= columns)?.[1] ?? 0;
  const shown = {
    plan: width >= PLAN_COLUMNS,
    source: width >= SOURCE_COLUMNS,
  };
  const columns = [
    'account',
    ...(shown.plan ? ['plan'] : []),
    '5 hours',
    'week',
    'model weeks',
    ...(shown.source ? ['source'] : []),
    'age',
  ];
  const lines = rows.flatMap(({ name, reading }): readonly (readonly string[])[] => {
    if (!reading.ok) return [];
    const { windows, plan } = reading.snapshot;
    const session = windows.find(({ id }) => id === 'session');
    const week = windows.find(({ id }) => id === 'weekly');
    const first = session ?? week ?? windows[0];
    return [
      [
        name,
        ...(shown.plan ? [plan ?? '-'] : []),
        windowCell(session, cells, terminal),
        windowCell(week, cells, terminal),
        modelCell(windows),
        ...(shown.source ? [first?.source ?? '-'] : []),
        first === undefined ? '-' : age(first.capturedAt, now),
      ],
      ['', ...(shown.plan ? [''] : []), resetCell(session, terminal, now), resetCell(week, terminal, now)],
    ];
  });
  const without = rows.flatMap(({ name, reading }) =>
    reading.ok
      ? []
      : [` ${terminal.symbols.warning} ${name}: ${printableLine(reading.problem.detail)} [${reading.problem.code}]`],
  );
  return [
    ...(lines.length > 0
      ? table(
          columns.map((heading) => ({ heading })),
          lines,
        )
      : []),
    ...without,
  ];
}

function windowCell(window: QuotaWindow | undefined, cells: number, terminal: Terminal): string {
  if (window?.usedPercent === undefined || window.usedPercent === null) return '-';
  const { usedPercent, bound } = window;
  const { colors } = terminal.stdout;
  const number = `${bound === 'at-least' ? '≥' : ''}${Math.floor(usedPercent)}%`.padStart(4);
  const text = cells === 0 ? number : `${bar(usedPercent, cells, terminal.symbols.ellipsis === '...')} ${number}`;
  if (usedPercent >= 100) return colors.red(text);
  return usedPercent >= 80 ? colors.yellow(text) : text;
}

/** Weeks of single models, and whatever else has no column of its own. */
function modelCell(windows: readonly QuotaWindow[]): string {
  const others = windows.filter(({ id, usedPercent }) => id !== 'session' && id !== 'weekly' && usedPercent !== null);
  if (others.length === 0) return '-';
  return others
    .map(({ id, appliesTo, usedPercent }) => `${appliesTo ?? id} ${Math.floor(usedPercent ?? 0)}%`)
    .join('  ');
}

function resetCell(window: QuotaWindow | undefined, { timeZone, stdout }: Terminal, now: Instant): string {
  const at = window?.resetsAt ?? null;
  if (at === null) return '';
  const ms = Date.parse(at) - Date.parse(now);
  const words = ms <= 0 ? 'has reset' : `resets ${clockTime(at, { now, timeZone })} (${duration(ms)})`;
  return stdout.colors.dim(words);
}
