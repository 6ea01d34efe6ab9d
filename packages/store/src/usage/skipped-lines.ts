import { numberOf, textOf } from '../sqlite/columns.ts';
import type { Connection } from '../sqlite/connection.ts';

/** Without accounts also the lines of files in which no account was found. */
const SUMS = `SELECT reason.key AS reason, sum(reason.value) AS lines FROM files f, json_each(f.skipped) reason
  WHERE ?1 IS NULL OR EXISTS (
    SELECT 1 FROM json_each(?1) wanted JOIN accounts a ON a.name = wanted.value
    JOIN file_accounts fa ON fa.account = a.id AND fa.file = f.id)
  GROUP BY reason.key ORDER BY reason.key`;

export function skippedLines(
  connection: Connection,
  accountIds: readonly string[] | undefined,
): Readonly<Record<string, number>> {
  const rows = connection.sql(SUMS).all(accountIds === undefined ? null : JSON.stringify(accountIds));
  return Object.fromEntries(rows.map(({ reason, lines }) => [textOf(reason), numberOf(lines)]));
}
