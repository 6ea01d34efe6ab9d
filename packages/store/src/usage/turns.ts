import type { Account, TimeRange, UsageTurn } from '@ccx/contracts';
import { instantOf, msOf, numberOf, textOf } from '../sqlite/columns.ts';
import type { Connection } from '../sqlite/connection.ts';
import type { Names } from './names.ts';
import { bounds } from './range.ts';

export function keepTurns(connection: Connection, names: Names, file: number, turns: readonly UsageTurn[]): void {
  const keep = connection.sql(
    `INSERT INTO turns (message, file, account, session, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (message, file) DO UPDATE SET account = excluded.account, session = excluded.session, at = excluded.at
     WHERE excluded.at < at`,
  );
  for (const { id, account, sessionId, at } of turns) {
    keep.run(id, file, names.account(account), names.text(sessionId), msOf(at));
  }
}

/** Of the copies of a prompt the earliest is the turn, so that a copy in another account's folder spends nothing there. */
const TURNS = `FROM turns t JOIN files f ON f.id = t.file
  WHERE t.account = ? AND t.at BETWEEN ? AND ? AND NOT EXISTS (
    SELECT 1 FROM turns e JOIN files g ON g.id = e.file
    WHERE e.message = t.message AND e.file <> t.file AND (e.at < t.at OR (e.at = t.at AND g.path < f.path)))`;

export function countTurns(connection: Connection, names: Names, account: Account, range: TimeRange): number {
  const id = names.findAccount(account.id);
  if (id === undefined) return 0;
  const { from, to } = bounds(range);
  return numberOf(connection.sql(`SELECT count(*) AS turns ${TURNS}`).get(id, from, to)?.['turns']);
}

export function turnsOf(
  connection: Connection,
  names: Names,
  account: Account,
  range: TimeRange,
): readonly UsageTurn[] {
  const id = names.findAccount(account.id);
  if (id === undefined) return [];
  const { from, to } = bounds(range);
  const rows = connection.sql(`SELECT t.message, t.session, t.at ${TURNS} ORDER BY t.at, t.message`).all(id, from, to);
  return rows.map(({ message, session, at }) => ({
    id: textOf(message),
    account,
    sessionId: names.textOf(numberOf(session)) ?? '',
    at: instantOf(at),
  }));
}
