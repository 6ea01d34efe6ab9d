import { numberOf, numberOrNull, textOf, textOrNull } from '@ccx/contracts/sqlite';
import type { Database } from './database.ts';

/**
 * Says anew where an item stands that neither runs nor has ended: held by a person, held by what it comes after, delayed,
 * or waiting. Called within a transaction after anything of this has changed.
 */
export function restand(db: Database, seq: number, now: number): void {
  const row = db.sql('SELECT hold, hold_until, run_at, created_at FROM items WHERE seq = ?').get(seq);
  if (row === undefined) return;
  const runAt = numberOf(row['run_at']);
  // Who came without a time waits for none, whatever the clock on the wall was set to since.
  const timed = runAt !== numberOf(row['created_at']);
  const hold = textOrNull(row['hold']);
  const until = numberOrNull(row['hold_until']);
  const blocked = unmetReason(db, seq);
  if (hold !== null && (until === null || until > now)) put(db, seq, 'held', until, hold);
  else if (blocked !== null) put(db, seq, 'held', null, blocked);
  else if (timed && runAt > now) put(db, seq, 'delayed', runAt, undefined);
  else put(db, seq, 'waiting', null, undefined);
}

/** `undefined` leaves the reason that a wait or a failed try gave; the reason of a hold goes with the hold. */
function put(db: Database, seq: number, state: string, wakeAt: number | null, reason: string | undefined): void {
  if (reason !== undefined) {
    db.sql('UPDATE items SET state = ?, wake_at = ?, reason = ? WHERE seq = ?').run(state, wakeAt, reason, seq);
    return;
  }
  db.sql(
    `UPDATE items SET wake_at = ?, reason = CASE WHEN state = 'held' THEN NULL ELSE reason END, state = ?
     WHERE seq = ?`,
  ).run(wakeAt, state, seq);
}

/** What an item waits for, in words; `null`: all that it comes after is done. */
function unmetReason(db: Database, seq: number): string | null {
  const rows = db
    .sql(
      `SELECT n.seq, n.state FROM needs JOIN items n ON n.seq = needs.needed
       WHERE needs.item = ? AND n.state <> 'done' ORDER BY n.seq`,
    )
    .all(seq);
  if (rows.length === 0) return null;
  const words = rows.map((row) => {
    const state = textOf(row['state']);
    const ended = state === 'dead' || state === 'cancelled';
    return `#${numberOf(row['seq'])}${ended ? `, which is ${state}` : ''}`;
  });
  return `after ${words.join(' and ')}`;
}

/** Everything that comes after an item stands anew when that has ended, or lives again. */
export function restandFollowers(db: Database, seq: number, now: number): void {
  const followers = db.sql(
    "SELECT item FROM needs JOIN items i ON i.seq = needs.item WHERE needs.needed = ? AND i.state IN ('held', 'waiting', 'delayed')",
  );
  for (const row of followers.all(seq)) restand(db, numberOf(row['item']), now);
}
