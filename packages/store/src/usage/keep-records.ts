import { totalTokens, type UsageRecord } from '@ccx/contracts';
import { msOf, numberOf, textOrNull } from '../sqlite/columns.ts';
import type { Connection } from '../sqlite/connection.ts';
import { grouped } from './grouped.ts';
import { toBillionths } from './money.ts';
import type { Names } from './names.ts';
import { USAGE_COLUMNS, usageValues } from './usage-columns.ts';

const KNOWN = `SELECT id, request, part, file, input + output + cache_read + cache_write_5m + cache_write_1h AS tokens
  FROM records WHERE message = ?`;
const ADD = `INSERT INTO records
  (message, request, part, file, context, at, cost, archived, counted, ${USAGE_COLUMNS})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * Keeps the records that a file tells, and returns the messages of which it has to be said anew what counts. Nearly
 * every call stands in one file, and what counts of it is known at once.
 */
export function keepRecords(
  connection: Connection,
  names: Names,
  file: number,
  records: readonly UsageRecord[],
): readonly string[] {
  const undecided: string[] = [];
  for (const [message, sameId] of grouped(largest(records), ({ id }) => id)) {
    const known = connection.sql(KNOWN).all(message);
    const alone = known.length === 0 && sameId.length === 1;
    for (const record of sameId) {
      const before = known.find(
        (row) =>
          row['file'] === file &&
          row['part'] === (record.part ?? 0) &&
          textOrNull(row['request']) === requestOf(record),
      );
      if (before !== undefined) {
        if (numberOf(before['tokens']) >= totalTokens(record.usage)) continue;
        connection.sql('DELETE FROM records WHERE id = ?').run(numberOf(before['id']));
      }
      connection
        .sql(ADD)
        .run(
          message,
          requestOf(record),
          record.part ?? 0,
          file,
          names.context(record),
          msOf(record.at),
          toBillionths(record.vendorCostUsd),
          record.archived ? 1 : 0,
          alone ? (record.archived ? 2 : 1) : 0,
          ...usageValues(record.usage),
        );
    }
    if (!alone) undecided.push(message);
  }
  return undecided;
}

/** Of the lines of one call in one file the largest, the first of two alike: no other one can count. */
function largest(records: readonly UsageRecord[]): Iterable<UsageRecord> {
  const best = new Map<string, UsageRecord>();
  for (const record of records) {
    const key = JSON.stringify([record.id, record.part ?? 0, requestOf(record)]);
    const known = best.get(key);
    if (known === undefined || totalTokens(record.usage) > totalTokens(known.usage)) best.set(key, record);
  }
  return best.values();
}

/** An empty id is none, as where records are compared. */
function requestOf({ requestId }: UsageRecord): string | null {
  return requestId === undefined || requestId === '' ? null : requestId;
}
