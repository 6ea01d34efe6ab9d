import { AGENT_KINDS, type UsageDimension, type UsageQuery, type UsageRow } from '@ccx/contracts';
import { instantOf, numberOf, numberOrNull, type Row, wordOf } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';
import { CELL_SUMS } from './cells.ts';
import { firstDay, type Period, periodColumn, SLOT_MS } from './calendar.ts';
import { conditionOf } from './filter.ts';
import { toUsd } from './money.ts';
import { BATCH, LONG_PROMPT, type Names, SIDECHAIN, stepIn, VENDOR_PRICED } from './names.ts';
import { bounds } from './range.ts';
import { inOrder } from './row-order.ts';
import { usageOf } from './usage-columns.ts';

/** The sums of quarters of an hour that lie in a range as a whole, and of those parts that do at its ends. */
const CELLS = `SELECT context, slot, calls, archived, input, output, cache_read, cache_write_5m, cache_write_1h, reasoning,
    web_searches, cost, first, last
  FROM cells WHERE slot BETWEEN ?1 AND ?2 AND slot NOT IN (?3, ?4)
  UNION ALL SELECT context, at / ${SLOT_MS} AS slot, ${CELL_SUMS} FROM records INDEXED BY records_counted
  WHERE counted > 0 AND at / ${SLOT_MS} IN (?3, ?4) AND at BETWEEN ?5 AND ?6 GROUP BY slot, context`;

const SUMS = `ifnull(sum(calls), 0) AS calls, ifnull(sum(archived), 0) AS archived, count(DISTINCT c.session) AS sessions,
  ifnull(sum(input), 0) AS input, ifnull(sum(output), 0) AS output, ifnull(sum(cache_read), 0) AS cache_read,
  ifnull(sum(cache_write_5m), 0) AS cache_write_5m, ifnull(sum(cache_write_1h), 0) AS cache_write_1h,
  sum(reasoning) AS reasoning, sum(web_searches) AS web_searches, sum(cost) AS cost, min(first) AS first,
  max(last) AS last`;

/** The columns by which a dimension groups; those of time are made by `periodColumn`. */
const COLUMNS: Readonly<Record<Exclude<UsageDimension, Period>, readonly string[]>> = {
  account: ['c.account AS account'],
  agent: ['(SELECT agent FROM accounts WHERE id = c.account) AS agent'],
  project: ['ifnull((SELECT repository FROM folders WHERE cwd = c.cwd), c.cwd) AS project'],
  worktree: ['ifnull((SELECT worktree FROM folders WHERE cwd = c.cwd), c.cwd) AS worktree'],
  branch: ['c.branch AS branch'],
  model: ['c.model AS model'],
  session: ['c.session AS session'],
  subagent: ['c.subagent AS subagent'],
  entrypoint: ['c.entrypoint AS entrypoint'],
  price: ['c.speed AS speed', 'c.geography AS geography', `c.flags & ${~SIDECHAIN} AS flags`],
};

/**
 * Sums of the calls that count, ordered by day and then by the other fields. Pricing is not done here: `estimatedUsd` is
 * `null` and `unpricedCalls` 0. Without `groupBy` there is one row, also over no call at all.
 *
 * @throws {CcxError} `invalid_argument` for an unknown zone, or a range whose ends are no instants
 */
export function queryUsage(connection: Connection, names: Names, query: UsageQuery): readonly UsageRow[] {
  const { groupBy, timeZone = 'UTC', weekStart = 'monday' } = query;
  const { from, to } = bounds(query.range);
  const slots = [Math.floor(from / SLOT_MS), Math.floor(to / SLOT_MS)] as const;
  const period = groupBy.find(isPeriod);
  const columns = groupBy.flatMap((dimension) => (isPeriod(dimension) ? [] : COLUMNS[dimension]));
  if (period !== undefined) columns.push(`${periodColumn(connection, period, timeZone, weekStart, slots)} AS period`);
  const groups = columns.map((_, index) => index + 1);
  const rows = connection
    .once(
      `SELECT ${[...columns, SUMS].join(', ')} FROM (${CELLS}) CROSS JOIN contexts c ON c.id = context
       WHERE ${conditionOf(names, query)} ${groups.length === 0 ? '' : `GROUP BY ${groups.join(', ')}`}`,
    )
    .all(...slots, ...partSlots(from, to), from, to);
  return inOrder(rows.map((row) => rowOf(names, row)));
}

/** Those of which only a part lies in the range; -1 for none. */
function partSlots(from: number, to: number): readonly [number, number] {
  return [
    from % SLOT_MS === 0 ? -1 : Math.floor(from / SLOT_MS),
    (to + 1) % SLOT_MS === 0 ? -1 : Math.floor(to / SLOT_MS),
  ];
}

function isPeriod(dimension: UsageDimension): dimension is Period {
  return dimension === 'day' || dimension === 'week' || dimension === 'month';
}

/** A column that is missing is one by which the query did not group. */
function rowOf(names: Names, row: Row): UsageRow {
  const text = (column: string): string | null => (column in row ? names.textOf(numberOf(row[column])) : null);
  return {
    accountId: 'account' in row ? names.accountOf(numberOf(row['account'])).id : null,
    agent: 'agent' in row ? wordOf(AGENT_KINDS, row['agent']) : null,
    project: text('project'),
    gitBranch: text('branch'),
    model: text('model'),
    sessionId: text('session'),
    subagentType: text('subagent'),
    day: 'period' in row ? firstDay(numberOf(row['period'])) : null,
    ...('worktree' in row ? { worktree: text('worktree') } : {}),
    ...('entrypoint' in row ? { entrypoint: text('entrypoint') } : {}),
    ...('flags' in row ? { price: priceOf(names, row) } : {}),
    usage: usageOf(row),
    calls: numberOf(row['calls']),
    sessionCount: numberOf(row['sessions']),
    vendorCostUsd: toUsd(numberOrNull(row['cost'])),
    estimatedUsd: null,
    unpricedCalls: 0,
    archivedCalls: numberOf(row['archived']),
    ...(row['first'] === null ? {} : { firstAt: instantOf(row['first']), lastAt: instantOf(row['last']) }),
  };
}

function priceOf(names: Names, row: Row): NonNullable<UsageRow['price']> {
  const flags = numberOf(row['flags']);
  return {
    speed: names.textOf(numberOf(row['speed'])),
    batch: (flags & BATCH) !== 0,
    geography: names.textOf(numberOf(row['geography'])),
    longPrompt: (flags & LONG_PROMPT) !== 0,
    promptStep: stepIn(flags),
    vendorPriced: (flags & VENDOR_PRICED) !== 0,
  };
}
