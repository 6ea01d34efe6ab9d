import { numberOf, textOf } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';

/** Without accounts also the files in which no account was found. */
const WANTED = `?1 IS NULL OR EXISTS (
  SELECT 1 FROM json_each(?1) wanted JOIN accounts a ON a.name = wanted.value
  JOIN file_accounts fa ON fa.account = a.id AND fa.file = f.id)`;

const SUMS = `SELECT reason.key AS reason, sum(reason.value) AS lines FROM files f, json_each(f.skipped) reason
  WHERE ${WANTED} GROUP BY reason.key ORDER BY reason.key`;

/** A call of several models is one line and has a record for each of them. */
const REPEATED = `SELECT coalesce(sum(f.call_lines - (
    SELECT count(*) FROM records r WHERE r.file = f.id AND r.part = 0 AND r.counted > 0)), 0) AS lines
  FROM files f WHERE ${WANTED}`;

export function skippedLines(
  connection: Connection,
  accountIds: readonly string[] | undefined,
): Readonly<Record<string, number>> {
  const rows = connection.sql(SUMS).all(parameter(accountIds));
  return Object.fromEntries(rows.map(({ reason, lines }) => [textOf(reason), numberOf(lines)]));
}

export function repeatedLines(connection: Connection, accountIds: readonly string[] | undefined): number {
  return numberOf(connection.sql(REPEATED).get(parameter(accountIds))?.['lines']);
}

function parameter(accountIds: readonly string[] | undefined): string | null {
  return accountIds === undefined ? null : JSON.stringify(accountIds);
}
