import { numberOf } from '@ccx/contracts/sqlite';
import type { Database } from './database.ts';

/** How many starts a window of time still allows. */
export interface RateState {
  readonly used: number;
  readonly left: number;
  /** When the next start is allowed; `null`: now. */
  readonly nextAt: number | null;
}

/** A sliding window: of any `windowMs` at most `max` starts. */
export interface RateWindow {
  readonly name: string;
  readonly max: number;
  readonly windowMs: number;
}

export function rateState(db: Database, { name, max, windowMs }: RateWindow, now: number): RateState {
  const row = db.sql('SELECT count(*) AS used FROM starts WHERE name = ? AND at > ?').get(name, now - windowMs);
  const used = numberOf(row?.['used']);
  if (used < max) return { used, left: max - used, nextAt: null };
  if (max < 1) return { used, left: 0, nextAt: null };
  // The start that has to leave the window before there is a place again.
  const oldest = db
    .sql('SELECT at FROM starts WHERE name = ? AND at > ? ORDER BY at LIMIT 1 OFFSET ?')
    .get(name, now - windowMs, used - max);
  return { used, left: 0, nextAt: numberOf(oldest?.['at']) + windowMs };
}

export function spendStart(db: Database, { name, windowMs }: RateWindow, now: number, item: number | null): void {
  db.sql('DELETE FROM starts WHERE name = ? AND at <= ?').run(name, now - windowMs);
  db.sql('INSERT INTO starts (name, at, item) VALUES (?, ?, ?)').run(name, now, item);
}

/** The last start of an item did not happen. */
export function refundStart(db: Database, name: string, item: number): void {
  db.sql(
    `DELETE FROM starts WHERE rowid = (SELECT rowid FROM starts WHERE name = ? AND item = ? ORDER BY at DESC LIMIT 1)`,
  ).run(name, item);
}

/** Starts that lie ahead were made before somebody set the clock back: they count from now, and block no longer than a window. */
export function bringBack(db: Database, { name }: RateWindow, now: number): void {
  const ahead = db.sql('SELECT 1 AS found FROM starts WHERE name = ? AND at > ? LIMIT 1').get(name, now);
  if (ahead !== undefined) db.sql('UPDATE starts SET at = ? WHERE name = ? AND at > ?').run(now, name, now);
}
