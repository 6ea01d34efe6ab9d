import type { UsageQuery, UsageRecord } from '@ccx/contracts';
import { instantOf, numberOf, numberOrNull, type Row, textOf } from '../sqlite/columns.ts';
import type { Connection } from '../sqlite/connection.ts';
import { SLOT_MS } from './calendar.ts';
import { type Context, contextsOf } from './contexts.ts';
import { toUsd } from './money.ts';
import { BATCH, LONG_PROMPT, type Names, SIDECHAIN } from './names.ts';
import { bounds } from './range.ts';
import { USAGE_COLUMNS, usageOf } from './usage-columns.ts';

/** In pages, so that a reader who stops in between holds nothing open. */
const PAGE = 1000;
const CALLS = `SELECT at, message, part, ifnull(request, '') AS request, context, cost, counted, ${USAGE_COLUMNS}
  FROM records INDEXED BY records_counted
  WHERE counted > 0 AND at / 900000 BETWEEN ? AND ? AND at <= ?
    AND (at, message, part, ifnull(request, '')) > (?, ?, ?, ?)
  ORDER BY at / 900000, at, message, part, ifnull(request, '') LIMIT ${PAGE}`;

/**
 * The calls that count, oldest first. Every field of a record is there: what it did not tell is `null`, `false` or 0.
 * Calls that are committed while this is read may be missing.
 */
export function* usageCalls(connection: Connection, names: Names, query: UsageQuery): Generator<UsageRecord> {
  const { from, to } = bounds(query.range);
  const contexts = connection.read(() => contextsOf(connection, names, query, null));
  const lastSlot = Math.floor(to / SLOT_MS);
  // The place before the first call of the range.
  let place: readonly [number, string, number, string] = [from, '', -1, ''];
  for (;;) {
    const page = connection.read(() =>
      connection.sql(CALLS).all(Math.floor(place[0] / SLOT_MS), lastSlot, to, ...place),
    );
    for (const row of page) {
      const context = contexts.get(numberOf(row['context']));
      if (context !== undefined) yield connection.read(() => recordOf(names, row, context));
    }
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) return;
    place = [numberOf(end['at']), textOf(end['message']), numberOf(end['part']), textOf(end['request'])];
  }
}

function recordOf(names: Names, row: Row, context: Context): UsageRecord {
  const request = textOf(row['request']);
  return {
    id: textOf(row['message']),
    account: names.accountOf(context.account),
    sessionId: names.textOf(context.session) ?? '',
    at: instantOf(row['at']),
    model: names.textOf(context.model) ?? '',
    usage: usageOf(row),
    vendorCostUsd: toUsd(numberOrNull(row['cost'])),
    cwd: names.textOf(context.cwd),
    gitBranch: names.textOf(context.branch),
    subagentType: names.textOf(context.subagent),
    entrypoint: names.textOf(context.entrypoint),
    speed: names.textOf(context.speed),
    archived: row['counted'] === 2,
    requestId: request === '' ? null : request,
    sidechain: (context.flags & SIDECHAIN) !== 0,
    part: numberOf(row['part']),
    longPrompt: (context.flags & LONG_PROMPT) !== 0,
    batch: (context.flags & BATCH) !== 0,
    geography: names.textOf(context.geography),
  };
}
