import { numberOf } from '@ccx/contracts/sqlite';
import { nextOccurrence } from '../recurrence.ts';
import { endItem } from './ending.ts';
import type { Engine } from './engine.ts';
import { findItem, type StoredItem } from './items.ts';
import { instantAt } from './queue-time.ts';
import { restand } from './standing.ts';

/** An occurrence that begins later than this was missed: nobody worked at the queue. */
const LATE_MS = 5 * 60_000;

/** Brings the queue to the present: what became due may be claimed, and what lost its worker is taken back. */
export function tick(engine: Engine, now: number): void {
  const { db } = engine;
  for (const row of db.sql('SELECT seq FROM items WHERE wake_at <= ? ORDER BY wake_at').all(now)) {
    wake(engine, numberOf(row['seq']), now);
  }
  for (const row of db.sql(EXPIRED).all(engine.time.boot, engine.time.monotonic(), now)) {
    takeBack(engine, numberOf(row['seq']), now);
  }
  db.sql('DELETE FROM holds WHERE until <= ?').run(now);
}

/** Whether {@link tick} has anything to do; does not need the write lock. */
export function isDue({ db, time }: Engine, now: number): boolean {
  if (db.sql('SELECT 1 AS due FROM items WHERE wake_at <= ? LIMIT 1').get(now) !== undefined) return true;
  if (db.sql('SELECT 1 AS due FROM holds WHERE until <= ? LIMIT 1').get(now) !== undefined) return true;
  return db.sql(EXPIRED).get(time.boot, time.monotonic(), now) !== undefined;
}

/** For whoever only looks: the queue as it is now, where nobody writes to it at this moment. Nobody waits for a look. */
export function bringUpToDate(engine: Engine): void {
  const now = engine.time.wall();
  if (engine.db.read(() => isDue(engine, now))) engine.db.writeIfFree(() => tick(engine, now));
}

const EXPIRED = `SELECT seq FROM items WHERE state = 'running'
  AND CASE WHEN boot = ? AND boot <> '' THEN lease_mono <= ? ELSE lease_wall <= ? END`;

function wake(engine: Engine, seq: number, now: number): void {
  const { db, journal, random } = engine;
  const stored = findItem(db, seq);
  if (stored === null) return;
  const { item } = stored;
  if (stored.hold !== null && stored.holdUntil !== null && stored.holdUntil <= now) {
    db.sql('UPDATE items SET hold = NULL, hold_until = NULL WHERE seq = ?').run(seq);
    journal.tell(now, 'freed', item.id, {});
  } else if (wasMissed(stored, now) && item.cron !== undefined) {
    const next = nextOccurrence(item.cron, now, random);
    journal.tell(now, 'missed', item.id, { at: item.runAt });
    if (next === null) return endItem(engine, stored, { state: 'cancelled', reason: 'it never comes again' }, now);
    db.sql('UPDATE items SET run_at = ? WHERE seq = ?').run(next, seq);
  }
  db.sql('UPDATE items SET parked = 0 WHERE seq = ? AND run_at <= ?').run(seq, now);
  restand(db, seq, now);
}

/** An occurrence that was begun is never left out. */
function wasMissed({ item, runAt }: StoredItem, now: number): boolean {
  if (item.cron?.missed !== 'skip' || item.startedAt !== undefined) return false;
  return now - runAt > LATE_MS;
}

/** An expired lease: the next one to claim the item finds how far its run came, and decides how to go on. */
function takeBack(engine: Engine, seq: number, now: number): void {
  const { db, journal } = engine;
  const stored = findItem(db, seq);
  if (stored === null) return;
  const { item } = stored;
  const stalls = (item.stalls ?? 0) + 1;
  const reason = 'its worker was lost';
  db.sql(
    `UPDATE attempts SET ended_at = ?, outcome = 'stalled', reason = ?
     WHERE item = ? AND number = (SELECT max(number) FROM attempts WHERE item = ?)`,
  ).run(now, reason, seq, seq);
  db.sql(
    "UPDATE items SET state = 'waiting', stalls = ?, token = token + 1, last_error = ?, run_at = min(run_at, ?) WHERE seq = ?",
  ).run(stalls, reason, now, seq);
  journal.tell(now, 'stalled', item.id, {
    stalls,
    session: item.progress?.sessionId ?? null,
    at: instantAt(now),
  });
  const fresh = findItem(db, seq) ?? stored;
  if (item.cancelling === true) return endItem(engine, fresh, { state: 'cancelled', reason: 'cancelled' }, now);
  if (stalls >= engine.limits().maxStalls) {
    return endItem(engine, fresh, { state: 'dead', reason: `its worker was lost ${stalls} times` }, now);
  }
  restand(db, seq, now);
}
