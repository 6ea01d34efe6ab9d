import { numberOf, numberOrNull } from '@ccx/contracts/sqlite';
import { backoffMs } from '../backoff.ts';
import type { Database } from './database.ts';
import type { Engine } from './engine.ts';

/** From so many failures in a row on a key rests. */
const PARK_FROM = 3;

/** Until when a key rests; `null`: it does not. */
export function parkedUntil(db: Database, key: string, now: number): number | null {
  const row = db.sql('SELECT until FROM parks WHERE key = ?').get(key);
  const until = row === undefined ? null : numberOrNull(row['until']);
  return until !== null && until > now ? until : null;
}

/** One more failure in a row. Returns until when the key rests now, `null` where it does not yet. */
export function countFailure(
  { db, limits, random }: Engine,
  key: string,
  now: number,
  from: number = PARK_FROM,
): number | null {
  const row = db
    .sql(
      `INSERT INTO parks (key, failures) VALUES (?, 1)
       ON CONFLICT (key) DO UPDATE SET failures = failures + 1 RETURNING failures`,
    )
    .get(key);
  const beyond = numberOf(row?.['failures']) - from;
  if (beyond < 0) return null;
  const until = now + backoffMs(limits().park, beyond + 1, random);
  db.sql('UPDATE parks SET until = ? WHERE key = ?').run(until, key);
  return until;
}

/** A success ends the row of failures. */
export function clearFailures(db: Database, key: string): void {
  db.sql('DELETE FROM parks WHERE key = ?').run(key);
}

/** A whole type rests under its own key, which no item can bear: types are no keys. */
export function typeKey(type: string): string {
  return `\0type ${type}`;
}
