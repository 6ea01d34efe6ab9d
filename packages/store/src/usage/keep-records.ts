import { countedRecords, type CountedFields, type UsageRecord } from '@ccx/contracts';
import { msOf, numberOf, type Row, textOrNull } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';
import type { Cells } from './cells.ts';
import { messageHash } from './message-hash.ts';
import { toBillionths } from './money.ts';
import type { Names } from './names.ts';
import { USAGE_COLUMNS, usageOf, usageValues } from './usage-columns.ts';

const KNOWN = `SELECT id, request, part, file, context, at, cost, ${USAGE_COLUMNS} FROM records WHERE message_hash = ? AND message = ?`;
const ADD = `INSERT INTO records
  (message, message_hash, request, part, file, context, at, cost, archived, counted, ${USAGE_COLUMNS})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * Keeps the records that a file tells, and returns the messages of which it has to be said anew what counts. Nearly
 * every call stands in one file, and what counts of it is known at once.
 */
export function keepRecords(
  connection: Connection,
  names: Names,
  cells: Cells,
  file: number,
  records: readonly UsageRecord[],
): readonly string[] {
  const undecided: string[] = [];
  for (const [message, sameId] of Map.groupBy(records, ({ id }) => id)) {
    const hash = messageHash(message);
    const known = connection.sql(KNOWN).all(hash, message);
    const told = bestOf(sameId);
    const alone = known.length === 0 && told.length === 1;
    for (const record of told) {
      const before = known.find((row) => row['file'] === file && callOf(recordIn(row)) === callOf(record));
      if (before !== undefined) {
        if (countedRecords([recordIn(before), record])[0] !== record) continue;
        connection.sql('DELETE FROM records WHERE id = ?').run(numberOf(before['id']));
        cells.touch(numberOf(before['context']), numberOf(before['at']));
      }
      const context = names.context(record);
      const at = msOf(record.at);
      if (alone) cells.touch(context, at);
      connection
        .sql(ADD)
        .run(
          message,
          hash,
          requestOf(record),
          record.part ?? 0,
          file,
          context,
          at,
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

type Line = CountedFields & Pick<UsageRecord, 'part'>;

/** Of the lines with which one file tells of one call only one can count, whatever other files tell. */
function bestOf<T extends Line>(sameId: readonly T[]): readonly T[] {
  if (sameId.length === 1) return sameId;
  return [...Map.groupBy(sameId, callOf).values()].flatMap((lines) => countedRecords(lines));
}

function callOf({ part = 0, requestId }: Line): string {
  return `${part} ${requestId ?? ''}`;
}

function recordIn(row: Row): Line {
  return {
    part: numberOf(row['part']),
    requestId: textOrNull(row['request']),
    // Only whether it says a cost counts here, not how much.
    vendorCostUsd: row['cost'] === null ? null : 0,
    usage: usageOf(row),
  };
}

/** An empty id is none, as where records are compared. */
function requestOf({ requestId }: Line): string | null {
  return requestId === undefined || requestId === '' ? null : requestId;
}
