import { isFresh, snapshotAgeMs } from '@ccx/quota-probe';
import type { Instant, QuotaSnapshot, QuotaWindow } from '@ccx/contracts';
import stringWidth from 'string-width';
import { ageWords } from '../render/age.ts';
import { bar } from '../render/bar.ts';
import { clockTime } from '../render/clock-time.ts';
import { cutEnd, cutMiddle } from '../render/cut.ts';
import { duration } from '../render/duration.ts';
import { printableLine } from '../render/printable.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';
import type { QuotaEntry } from './quota-entry.ts';

/** What a table of some width shows, from the widest on. */
interface Detail {
  readonly cells: number;
  readonly clock: boolean;
  readonly plan: boolean;
  readonly source: boolean;
  readonly models: boolean;
}

const ALL: Detail = { cells: 18, clock: true, plan: true, source: true, models: true };
const DETAILS: readonly Detail[] = [
  ALL,
  { ...ALL, cells: 10 },
  { ...ALL, cells: 0 },
  { ...ALL, cells: 0, source: false },
  { ...ALL, cells: 0, source: false, plan: false },
  { ...ALL, cells: 0, source: false, plan: false, clock: false },
  { cells: 0, source: false, plan: false, clock: false, models: false },
];
const LONGEST_NAME = 28;
/** A login that has no windows is nothing that has gone wrong. */
const NO_WINDOW = 'not-a-subscription';

export interface QuotaRowsOptions {
  readonly now: Instant;
  /** Numbers older than this are dimmed. */
  readonly maxAgeMs: number;
}

/** The table of `ccx quota`: two lines for an account with windows, one sentence for one without. */
export function quotaRows(
  entries: readonly QuotaEntry[],
  terminal: Terminal,
  options: QuotaRowsOptions,
): readonly string[] {
  const width = terminal.stdout.columns();
  const models = entries.some(({ reading }) => reading.ok && modelCell(reading.snapshot) !== '-');
  const tables = DETAILS.map((detail) =>
    tableOf(entries, terminal, options, { ...detail, models: detail.models && models }),
  );
  const fitting = tables.find((lines) => lines.every((line) => stringWidth(line) <= width)) ?? tables.at(-1) ?? [];
  const sentences = entries.flatMap((entry) => sentenceOf(entry, terminal, options.now));
  const { ellipsis } = terminal.symbols;
  // Without a terminal nothing is cut: a reader may search for it.
  const fit = (line: string): string => (terminal.stdout.isTty ? cutEnd(line, width, ellipsis) : line);
  return [...fitting, ...sentences].map(fit);
}

function tableOf(
  entries: readonly QuotaEntry[],
  terminal: Terminal,
  { now, maxAgeMs }: QuotaRowsOptions,
  { cells, clock, plan, source, models }: Detail,
): readonly string[] {
  const { colors } = terminal.stdout;
  const rows = entries.flatMap(({ name, reading }): readonly (readonly string[])[] => {
    if (!reading.ok) return [];
    const { snapshot } = reading;
    const [session, week] = ['session', 'weekly'].map((id) => snapshot.windows.find((window) => window.id === id));
    const fresh = isFresh(snapshot, { now, staleAfterMs: maxAgeMs });
    const shade = fresh ? (text: string) => text : colors.dim;
    const reset = (window: QuotaWindow | undefined): string => colors.dim(resetWords(window, terminal, now, clock));
    return [
      [
        cutMiddle(name, LONGEST_NAME, terminal.symbols.ellipsis),
        ...(plan ? [snapshot.plan ?? '-'] : []),
        windowCell(session, cells, terminal, shade),
        windowCell(week, cells, terminal, shade),
        ...(models ? [shade(modelCell(snapshot))] : []),
        ...(source ? [sourcesOf(snapshot)] : []),
        shade(ageWords(snapshotAgeMs(snapshot, now), fresh)),
      ],
      ['', ...(plan ? [''] : []), reset(session), reset(week)],
    ];
  });
  if (rows.length === 0) return [];
  const headings = [
    'account',
    ...(plan ? ['plan'] : []),
    '5 hours',
    'week',
    ...(models ? ['model weeks'] : []),
    ...(source ? ['source'] : []),
    'age',
  ];
  return table(
    headings.map((heading) => ({ heading })),
    rows.filter((row) => row.some((cell) => cell !== '')),
  );
}

function windowCell(
  window: QuotaWindow | undefined,
  cells: number,
  { stdout, symbols }: Terminal,
  shade: (text: string) => string,
): string {
  if (window === undefined) return '-';
  const { usedPercent, state } = window;
  const used = state === 'exhausted' ? Math.max(100, usedPercent ?? 100) : usedPercent;
  if (used === null) return '-';
  const number = percentWords(window, used).padStart(4);
  const text = cells === 0 ? number : `${bar(used, cells, symbols.ellipsis === '...')} ${number}`;
  if (used >= 100) return stdout.colors.red(text);
  return used >= 80 ? stdout.colors.yellow(text) : shade(text);
}

/** 99.6 is not yet 100. */
function percentWords({ bound }: QuotaWindow, used: number): string {
  return `${bound === 'at-least' && used > 0 && used < 100 ? '≥' : ''}${Math.floor(used)}%`;
}

/** Weeks of single models, and whatever else has no column of its own. */
function modelCell({ windows }: QuotaSnapshot): string {
  const others = windows.filter(({ id }) => id !== 'session' && id !== 'weekly');
  const words = others.flatMap((window) => {
    const name = window.appliesTo ?? window.id;
    if (window.usedPercent !== null) return [`${name} ${percentWords(window, window.usedPercent)}`];
    const { amount } = window;
    if (amount === null) return [];
    return [`${name} ${amount.used}${amount.limit === null ? '' : `/${amount.limit}`} ${amount.unit}`];
  });
  return words.length === 0 ? '-' : words.map(printableLine).join('  ');
}

function sourcesOf({ windows }: QuotaSnapshot): string {
  const sources = [...new Set(windows.map(({ source }) => source))];
  return sources.length === 0 ? '-' : sources.join(', ');
}

function resetWords(window: QuotaWindow | undefined, { timeZone }: Terminal, now: Instant, clock: boolean): string {
  if (window === undefined) return '';
  const { resetsAt, resetRaw } = window;
  // What could not be understood is shown as it came.
  if (resetsAt === null) return printableLine(resetRaw ?? '');
  const ms = Date.parse(resetsAt) - Date.parse(now);
  if (ms <= 0) return 'has reset';
  return clock ? `resets ${clockTime(resetsAt, { now, timeZone })} (${duration(ms)})` : `in ${duration(ms)}`;
}

function sentenceOf(
  { name, reading, problem }: QuotaEntry,
  { symbols, stdout, timeZone }: Terminal,
  now: Instant,
): readonly string[] {
  if (problem === null) return [];
  const { code, detail, retryAt } = problem;
  const again = retryAt !== null && retryAt > now ? clockTime(retryAt, { now, timeZone }) : null;
  if (code === 'recently-asked')
    return [` ${name}: asked a moment ago; again from ${again ?? 'now on'}, or with --refresh`];
  const words = `${printableLine(detail)}${again === null ? '' : ` Again from ${again}.`}`;
  if (!reading.ok && code === NO_WINDOW) return [` ${name}: ${words}`];
  return [` ${stdout.colors.yellow(symbols.warning)} ${name}: ${words} [${code}]`];
}
