import type { UsageDimension, UsageQuery, UsageRow } from '@ccx/contracts';
import { cellsOf, numberOf } from '../sqlite/columns.ts';
import type { Connection } from '../sqlite/connection.ts';
import { calendar, type Period, SLOT_MS } from './calendar.ts';
import { type Context, contextsOf } from './contexts.ts';
import { BATCH, LONG_PROMPT, type Names, SIDECHAIN, VENDOR_PRICED } from './names.ts';
import { bounds } from './range.ts';
import { compareRows } from './row-order.ts';
import { Sum, SUM_COLUMNS } from './sum.ts';

/** Answered from the index alone, in its order: nothing is sorted, and a short range reads little. */
const CELLS = `SELECT ${SUM_COLUMNS}, context, at / 900000 AS slot FROM records INDEXED BY records_counted
  WHERE counted > 0 AND at / 900000 BETWEEN ? AND ? AND at BETWEEN ? AND ? GROUP BY slot, context`;
const CONTEXT_CELL = 10;
const SLOT_CELL = 11;

interface Group {
  /** Of any of its calls; only the fields by which the query groups are the same in all. */
  readonly context: Context;
  readonly day: string | null;
  readonly sum: Sum;
}

/**
 * Sums of the calls that count, ordered by day and then by the other fields. Pricing is not done here: `estimatedUsd` is
 * `null` and `unpricedCalls` 0. Without `groupBy` there is one row, also over no call at all.
 *
 * @throws {CcxError} `invalid_argument` for an unknown zone, or a range whose ends are no instants
 */
export function queryUsage(connection: Connection, names: Names, query: UsageQuery): readonly UsageRow[] {
  const { from, to } = bounds(query.range);
  const slots = [Math.floor(from / SLOT_MS), Math.floor(to / SLOT_MS)];
  const period = query.groupBy.find((dimension): dimension is Period => PERIODS.has(dimension));
  const dayOf = period === undefined ? () => null : calendar(period, query);

  const cells = connection
    .rows(CELLS)
    .all(...slots, from, to)
    .map(cellsOf);
  const ids = new Set(cells.map((row) => numberOf(row[CONTEXT_CELL])));
  const contexts = contextsOf(connection, names, query, ids);
  const keyOf = keyFor(query.groupBy, names);

  const groups = new Map<string, Group>();
  const keys = new Map<number, string>();
  for (const row of cells) {
    const id = numberOf(row[CONTEXT_CELL]);
    const context = contexts.get(id);
    if (context === undefined) continue;
    const day = dayOf(numberOf(row[SLOT_CELL]));
    const ownKey = keys.get(id) ?? keyOf(context);
    keys.set(id, ownKey);
    const key = day === null ? ownKey : day + ownKey;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { context, day, sum: new Sum() }));
    group.sum.add(context.session, row);
  }
  if (groups.size === 0 && query.groupBy.length === 0) return [rowOf(names, new Set(), null, null, new Sum())];
  const dimensions = new Set(query.groupBy);
  return [...groups.values()]
    .map(({ context, day, sum }) => rowOf(names, dimensions, context, day, sum))
    .toSorted(compareRows);
}

const PERIODS: ReadonlySet<UsageDimension> = new Set(['day', 'week', 'month']);

/** What a dimension looks at; those of time are looked at elsewhere. */
const PARTS: Readonly<Record<UsageDimension, (context: Context, names: Names) => number | string>> = {
  account: ({ account }) => account,
  agent: ({ account }, names) => names.accountOf(account).agent,
  project: ({ cwd }) => cwd,
  branch: ({ branch }) => branch,
  model: ({ model }) => model,
  session: ({ session }) => session,
  subagent: ({ subagent }) => subagent,
  price: ({ speed, geography, flags }) => `${speed} ${geography} ${flags & ~SIDECHAIN}`,
  day: () => '',
  week: () => '',
  month: () => '',
};

function keyFor(groupBy: readonly UsageDimension[], names: Names): (context: Context) => string {
  const parts = groupBy.map((dimension) => PARTS[dimension]);
  return (context) => parts.map((part) => part(context, names)).join(';');
}

function rowOf(
  names: Names,
  dimensions: ReadonlySet<UsageDimension>,
  context: Context | null,
  day: string | null,
  sum: Sum,
): UsageRow {
  const text = (dimension: UsageDimension, id: number | undefined): string | null =>
    dimensions.has(dimension) && id !== undefined ? names.textOf(id) : null;
  const account = context && names.accountOf(context.account);
  return {
    accountId: dimensions.has('account') ? (account?.id ?? null) : null,
    agent: dimensions.has('agent') ? (account?.agent ?? null) : null,
    project: text('project', context?.cwd),
    gitBranch: text('branch', context?.branch),
    model: text('model', context?.model),
    sessionId: text('session', context?.session),
    subagentType: text('subagent', context?.subagent),
    day,
    ...(dimensions.has('price') && context !== null ? { price: priceOf(names, context) } : {}),
    usage: sum.usage,
    calls: sum.calls,
    sessionCount: sum.sessions.size,
    vendorCostUsd: sum.vendorCostUsd,
    estimatedUsd: null,
    unpricedCalls: 0,
    archivedCalls: sum.archivedCalls,
  };
}

function priceOf(names: Names, { speed, geography, flags }: Context): NonNullable<UsageRow['price']> {
  return {
    speed: names.textOf(speed),
    batch: (flags & BATCH) !== 0,
    geography: names.textOf(geography),
    longPrompt: (flags & LONG_PROMPT) !== 0,
    vendorPriced: (flags & VENDOR_PRICED) !== 0,
  };
}
