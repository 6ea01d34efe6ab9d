import { countedRecords, type CountedFields } from '@ccx/contracts';
import { numberOf, type Row, textOrNull } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';
import type { Cells } from './cells.ts';
import { messageHash } from './message-hash.ts';
import { SIDECHAIN } from './names.ts';
import { USAGE_COLUMNS, usageOf } from './usage-columns.ts';

interface Copy extends CountedFields {
  readonly id: number;
  readonly archived: boolean;
  readonly counted: number;
  readonly context: number;
  readonly at: number;
}

const COPIES = `SELECT r.id, r.part, r.request, r.cost, c.flags, r.context, r.at, r.counted, max(r.archived, f.archived) AS archived, ${USAGE_COLUMNS}
  FROM records r JOIN files f ON f.id = r.file JOIN contexts c ON c.id = r.context
  WHERE r.message_hash = ? AND r.message = ? ORDER BY r.part, r.at, f.path`;

/**
 * Says anew which records of one message count. The earliest comes first, of one time that of the first path, whatever
 * the order in which they were read. A call counts as archived only where every file that tells of it is.
 */
export function decide(connection: Connection, cells: Cells, message: string): void {
  const parts = Map.groupBy(connection.sql(COPIES).all(messageHash(message), message), ({ part }) => part);
  for (const rows of parts.values()) {
    const copies = rows.map(copyOf);
    const calls = new Set(countedRecords(copies));
    for (const copy of copies) {
      const gone = copies.every((other) => other.archived || other.requestId !== copy.requestId);
      const counted = calls.has(copy) ? (gone ? 2 : 1) : 0;
      if (counted === copy.counted) continue;
      connection.sql('UPDATE records SET counted = ? WHERE id = ?').run(counted, copy.id);
      cells.touch(copy.context, copy.at);
    }
  }
}

function copyOf(row: Row): Copy {
  return {
    id: numberOf(row['id']),
    requestId: textOrNull(row['request']),
    sidechain: (numberOf(row['flags']) & SIDECHAIN) !== 0,
    archived: row['archived'] === 1,
    counted: numberOf(row['counted']),
    context: numberOf(row['context']),
    at: numberOf(row['at']),
    // Only whether it says a cost counts here, not how much.
    vendorCostUsd: row['cost'] === null ? null : 0,
    usage: usageOf(row),
  };
}
