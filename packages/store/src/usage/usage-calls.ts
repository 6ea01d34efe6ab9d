import type { UsageQuery, UsageRecord } from '@ccx/contracts';
import { instantOf, msOf, numberOf, numberOrNull, type Row, textOf } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';
import { SLOT_MS } from './calendar.ts';
import { conditionOf } from './filter.ts';
import { toUsd } from './money.ts';
import { BATCH, LONG_PROMPT, type Names, SIDECHAIN } from './names.ts';
import { bounds } from './range.ts';
import { USAGE_COLUMNS, usageOf } from './usage-columns.ts';

/** In pages, so that a reader who stops in between holds nothing open. */
const PAGE = 1000;
const CALLS = `SELECT at, message, part, ifnull(request, '') AS request, cost, counted, ${USAGE_COLUMNS}, c.*,
    f.repository, f.worktree
  FROM records INDEXED BY records_counted CROSS JOIN contexts c ON c.id = context LEFT JOIN folders f ON f.cwd = c.cwd
  WHERE counted > 0 AND at / 900000 BETWEEN ? AND ? AND at <= ?
    AND (at, message, part, ifnull(request, '')) > (?, ?, ?, ?)`;
const ORDER = `ORDER BY at / 900000, at, message, part, ifnull(request, '') LIMIT ${PAGE}`;

/**
 * The calls that count, oldest first. Every field of a record is there: what it did not tell is `null`, `false` or 0.
 * Read in pages: calls that are committed meanwhile are there if they come later in the order.
 */
export function* usageCalls(connection: Connection, names: Names, query: UsageQuery): Generator<UsageRecord> {
  const { from, to } = bounds(query.range);
  const lastSlot = Math.floor(to / SLOT_MS);
  const calls = connection.read(() => connection.once(`${CALLS} AND ${conditionOf(names, query)} ${ORDER}`));
  // The place before the first call of the range.
  let place: readonly [number, string, number, string] = [from, '', -1, ''];
  for (;;) {
    const page = connection.read(() =>
      calls.all(Math.floor(place[0] / SLOT_MS), lastSlot, to, ...place).map((row) => recordOf(names, row)),
    );
    yield* page;
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) return;
    place = [msOf(end.at), end.id, end.part ?? 0, end.requestId ?? ''];
  }
}

function recordOf(names: Names, row: Row): UsageRecord {
  const request = textOf(row['request']);
  const flags = numberOf(row['flags']);
  const text = (column: string): string | null => names.textOf(numberOf(row[column] ?? 0));
  const [repository, worktree] = [text('repository'), text('worktree')];
  return {
    id: textOf(row['message']),
    account: names.accountOf(numberOf(row['account'])),
    sessionId: text('session') ?? '',
    at: instantOf(row['at']),
    model: text('model') ?? '',
    usage: usageOf(row),
    vendorCostUsd: toUsd(numberOrNull(row['cost'])),
    cwd: text('cwd'),
    gitBranch: text('branch'),
    subagentType: text('subagent'),
    entrypoint: text('entrypoint'),
    speed: text('speed'),
    archived: row['counted'] === 2,
    requestId: request === '' ? null : request,
    sidechain: (flags & SIDECHAIN) !== 0,
    part: numberOf(row['part']),
    longPrompt: (flags & LONG_PROMPT) !== 0,
    batch: (flags & BATCH) !== 0,
    geography: text('geography'),
    ...(repository !== null && { repository }),
    ...(worktree !== null && { worktree }),
  };
}
