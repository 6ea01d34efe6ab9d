import type { SessionCost, TimeRange } from '@ccx/contracts';
import { instantOf, msOf, numberOf, numberOrNull, type Row } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';
import { toBillionths, toUsd } from './money.ts';
import type { Names } from './names.ts';
import { bounds } from './range.ts';
import { USAGE_COLUMNS, usageOf, usageValues } from './usage-columns.ts';

const KEEP = `INSERT OR REPLACE INTO session_costs (file, account, session, model, at, cost, ${USAGE_COLUMNS})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** What a file says of a session last stands for all that it said before. */
export function keepCosts(connection: Connection, names: Names, file: number, costs: readonly SessionCost[]): void {
  for (const cost of costs) {
    const session = [file, names.account(cost.account), names.text(cost.sessionId)];
    connection.sql('DELETE FROM session_costs WHERE file = ? AND account = ? AND session = ?').run(...session);
    for (const { model, usage, costUsd } of cost.models) {
      const values = [names.text(model), msOf(cost.at), toBillionths(costUsd), ...usageValues(usage)];
      connection.sql(KEEP).run(...session, ...values);
    }
  }
}

/** Several files may tell of one session; the latest sum stands, of two of one time that of the first path. */
const LAST = `WITH said AS (
    SELECT s.account, s.session, s.file, row_number() OVER (
      PARTITION BY s.account, s.session ORDER BY s.at DESC, f.path, s.model) AS place, s.at
    FROM session_costs s JOIN files f ON f.id = s.file)
  SELECT c.* FROM said JOIN session_costs c USING (file, account, session)
  WHERE place = 1 AND c.at BETWEEN ? AND ?`;

export function sessionCosts(
  connection: Connection,
  names: Names,
  range: TimeRange,
  accountIds: readonly string[] | undefined,
): readonly SessionCost[] {
  const { from, to } = bounds(range);
  const wanted = accountIds && new Set(accountIds.map((id) => names.findAccount(id)));
  const rows = connection
    .sql(LAST)
    .all(from, to)
    .filter(({ account }) => wanted === undefined || wanted.has(numberOf(account)));
  return [...Map.groupBy(rows, ({ account, session }) => `${String(account)} ${String(session)}`).values()]
    .flatMap((models) => costOf(names, models))
    .toSorted((a, b) => order(a.at, b.at) || order(a.sessionId, b.sessionId) || order(a.account.id, b.account.id));
}

function costOf(names: Names, rows: readonly Row[]): readonly SessionCost[] {
  const [first] = rows;
  if (first === undefined) return [];
  const models = rows.map((row) => ({
    model: names.textOf(numberOf(row['model'])) ?? '',
    usage: usageOf(row),
    costUsd: toUsd(numberOrNull(row['cost'])),
  }));
  return [
    {
      account: names.accountOf(numberOf(first['account'])),
      sessionId: names.textOf(numberOf(first['session'])) ?? '',
      at: instantOf(first['at']),
      models: models.toSorted((a, b) => order(a.model, b.model)),
    },
  ];
}

function order(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
