import type { Instant } from '@ccx/contracts';
import type { UsageBlock, UsageGap } from '@ccx/usage';
import stringWidth from 'string-width';
import { count } from '../render/count.ts';
import { duration } from '../render/duration.ts';
import { wrapped } from '../render/filled.ts';
import { localMinute } from '../render/local-minute.ts';
import { money } from '../render/money.ts';
import { table } from '../render/table.ts';
import type { Terminal } from '../render/terminal.ts';
import { costOf } from './cost-of.ts';
import { foreignZone } from './foreign-zone.ts';
import { rowName } from './row-name.ts';

export interface BlocksRowsOptions {
  readonly terminal: Terminal;
  /** Of accounts, by their ids. */
  readonly names: ReadonlyMap<string, string>;
  /** The zone whose clock is meant. */
  readonly timeZone: string;
  readonly now: Instant;
  /** Windows that a limit left out; the total has them too. @default none */
  readonly omitted?: readonly UsageBlock[];
}

type WindowSums = Pick<UsageBlock, 'calls' | 'costUsd' | 'unpricedCalls'> & {
  readonly tokens: Pick<UsageBlock['tokens'], 'total'>;
};

interface Column {
  readonly heading: string;
  readonly cell: (block: UsageBlock) => string;
  /** Of all windows together; absent where they have no sum. */
  readonly total?: (sums: WindowSums) => string;
  /** In which order columns go where the terminal is narrow. */
  readonly drop: number;
}

const COLUMNS: readonly Column[] = [
  { heading: 'calls', cell: callsOf, total: callsOf, drop: 3 },
  { heading: 'tokens', cell: tokensOf, total: tokensOf, drop: 9 },
  { heading: 'cost', cell: costOf, total: costOf, drop: 9 },
  { heading: 'per hour', cell: ({ burnRate }) => money(burnRate?.usdPerHour ?? null), drop: 2 },
  { heading: 'from', cell: ({ basis }) => basis, drop: 1 },
];

/** The 5-hour windows of accounts and the gaps between them as a table, then where the open ones will end. */
export function blocksRows(blocks: readonly (UsageBlock | UsageGap)[], options: BlocksRowsOptions): readonly string[] {
  const { terminal, omitted = [] } = options;
  const active = blocks.filter((block) => block.type === 'block').filter((block) => block.active);
  const left = omitted.length;
  const more = left === 0 ? [] : [` ${left} more ${left === 1 ? 'window' : 'windows'}, in the total with the others`];
  const ends = active
    .flatMap((block) => endOf(block, options))
    .flatMap((line) => wrapped(line, terminal.stdout.columns()));
  for (const dropped of [0, 1, 2, 3]) {
    const lines = tableOf(blocks, dropped, options);
    const widest = Math.max(...lines.map((line) => stringWidth(line)));
    if (widest <= terminal.stdout.columns() || dropped === 3)
      return [...lines, ...more, ...foreignZone(options.timeZone, terminal), ...ends];
  }
  return [];
}

function tableOf(
  blocks: readonly (UsageBlock | UsageGap)[],
  dropped: number,
  options: BlocksRowsOptions,
): readonly string[] {
  const { stdout, symbols } = options.terminal;
  const columns = COLUMNS.filter(({ drop }) => drop > dropped);
  const headings = [
    { heading: 'account' },
    { heading: '5 hours' },
    ...columns.map(({ heading }) => ({ heading, align: heading === 'from' ? ('left' as const) : ('right' as const) })),
  ];
  const rows = blocks.map((block) => {
    const name = rowName('profile', block.accountId, options);
    if (block.type === 'gap') {
      // A gap begins 5 hours after the last call.
      const length = duration(Date.parse(block.end) - Date.parse(block.start) + 5 * 3_600_000);
      return [name, `  no call for ${length}`].map(stdout.colors.dim);
    }
    const mark = block.active ? ` ${symbols.busy}` : '';
    return [name, `${span(block, options)}${mark}`, ...columns.map(({ cell }) => cell(block))];
  });
  const windows = [...blocks.filter((block) => block.type === 'block'), ...(options.omitted ?? [])];
  if (windows.length < 2) return table(headings, rows);
  const sums = sumOf(windows);
  const total = ['total', '', ...columns.map((column) => column.total?.(sums) ?? '')].map(stdout.colors.bold);
  return table(headings, [...rows, total]);
}

function sumOf(windows: readonly UsageBlock[]): WindowSums {
  const add = (of: (block: UsageBlock) => number): number => windows.reduce((sum, block) => sum + of(block), 0);
  return {
    calls: add(({ calls }) => calls),
    unpricedCalls: add(({ unpricedCalls }) => unpricedCalls),
    costUsd: windows.every(({ costUsd }) => costUsd === null) ? null : add(({ costUsd }) => costUsd ?? 0),
    tokens: { total: add(({ tokens }) => tokens.total) },
  };
}

function callsOf({ calls }: WindowSums): string {
  return String(calls);
}

function tokensOf({ tokens }: WindowSums): string {
  return count(tokens.total);
}

/** `2026-11-19 10:00-15:00` */
function span({ start, end }: UsageBlock, { timeZone }: BlocksRowsOptions): string {
  const minute = localMinute(timeZone);
  return `${minute(start)}-${minute(end).slice(11)}`;
}

/** Where an open window will end, if it goes on like this. */
function endOf(block: UsageBlock, options: BlocksRowsOptions): readonly string[] {
  const { terminal, timeZone, now } = options;
  const { accountId, end, basis, burnRate, projection } = block;
  const left = duration(Math.max(0, Date.parse(end) - Date.parse(now)));
  const until = `until ${localMinute(timeZone)(end).slice(11)} (${left})`;
  const placed = basis === 'reset' ? "by the account's own reset" : 'reckoned from its first call';
  const head = ` ${terminal.symbols.busy} ${rowName('profile', accountId, options)} ${until}, ${placed}`;
  if (burnRate === null || projection === null) return [head];
  const usd = burnRate.usdPerHour === null ? '' : `, ${money(burnRate.usdPerHour)} an hour`;
  const then = projection.costUsd === null ? '' : `, ${money(projection.costUsd)}`;
  return [
    head,
    `   ${count(burnRate.tokensPerMinute)} tokens a minute${usd}; going on like this ${count(projection.totalTokens)} tokens${then}`,
  ];
}
