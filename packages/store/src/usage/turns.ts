import type { Account, TimeRange, UsageTurn } from '@ccx/contracts';
import { instantOf, msOf, numberOf, textOf } from '@ccx/contracts/sqlite';
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

/** A hook is called just before the prompt is written down, and its time may be read after that. */
const HOOK_SLACK_MS = 5_000;

/**
 * Prompts by transcripts and by hooks. Of the copies of a prompt the earliest is the turn, so that a copy in another
 * account's folder spends nothing there. Where a session's hook tells of prompts, transcripts count for what was before.
 */
const TURNS = `WITH told AS (
    SELECT t.message AS id, s.text AS session, t.at FROM turns t JOIN files f ON f.id = t.file
    JOIN texts s ON s.id = t.session JOIN accounts a ON a.id = t.account
    WHERE a.name = ?1 AND t.at BETWEEN ?2 AND ?3 AND NOT EXISTS (
      SELECT 1 FROM turns e JOIN files g ON g.id = e.file
      WHERE e.message = t.message AND e.file <> t.file AND (e.at < t.at OR (e.at = t.at AND g.path < f.path)))
    AND NOT EXISTS (
      SELECT 1 FROM hook_events h WHERE h.event = 'UserPromptSubmit' AND h.account = a.name AND h.session = s.text
      AND h.at <= t.at + ${HOOK_SLACK_MS})
    UNION ALL
    SELECT 'hook-' || id, session, at FROM hook_events
    WHERE event = 'UserPromptSubmit' AND account = ?1 AND at BETWEEN ?2 AND ?3)`;

export function countTurns(connection: Connection, { id }: Account, range: TimeRange): number {
  const { from, to } = bounds(range);
  return numberOf(connection.sql(`${TURNS} SELECT count(*) AS turns FROM told`).get(id, from, to)?.['turns']);
}

export function turnsOf(connection: Connection, account: Account, range: TimeRange): readonly UsageTurn[] {
  const { from, to } = bounds(range);
  const rows = connection.sql(`${TURNS} SELECT id, session, at FROM told ORDER BY at, id`).all(account.id, from, to);
  return rows.map(({ id, session, at }) => ({
    id: textOf(id),
    account,
    sessionId: textOf(session),
    at: instantOf(at),
  }));
}
