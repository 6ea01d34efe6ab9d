import { CcxError, type WorkState } from '@ccx/contracts';
import { numberOf, textOf } from '@ccx/contracts/sqlite';
import { endItem } from './ending.ts';
import type { Engine } from './engine.ts';
import { findLive } from './enqueue.ts';
import { findItem, seqOf } from './items.ts';
import { itemOf } from './lookup.ts';
import { instantAt } from './queue-time.ts';
import { restand, restandFollowers } from './standing.ts';

/** An item that waits ends at once, and its series with it; of one that runs its worker is asked to end it. */
export async function cancelItem(engine: Engine, id: string): Promise<WorkState> {
  const { db, time, journal } = engine;
  return db.write(() => {
    const now = time.wall();
    const stored = itemOf(db, id);
    const { state, seq, cancelling } = stored.item;
    if (state === 'done' || state === 'dead' || state === 'cancelled') return state;
    if (state === 'running') {
      if (cancelling === true) return state;
      db.sql('UPDATE items SET cancelling = 1 WHERE seq = ?').run(seq);
      journal.tell(now, 'cancelling', id);
      return state;
    }
    endItem(engine, stored, { state: 'cancelled', reason: 'cancelled', endsSeries: true }, now);
    return 'cancelled';
  });
}

/**
 * Brings back what is dead, cancelled or waits for a person, with new attempts and what its last run had reached.
 *
 * @throws {CcxError} `invalid_argument` where another item holds its key by now
 */
export async function redriveItem(engine: Engine, id: string): Promise<boolean> {
  const { db, time, journal } = engine;
  return db.write(() => {
    const now = time.wall();
    const seq = seqOf(db, id);
    const item = seq === null ? undefined : findItem(db, seq)?.item;
    if (item === undefined) return false;
    if (item.state !== 'dead' && item.state !== 'cancelled' && item.state !== 'needs-human') return false;
    const holder = item.dedupKey === undefined ? undefined : findLive(db, item.dedupKey);
    if (holder !== undefined && holder['seq'] !== item.seq) {
      const other = `#${numberOf(holder['seq'])}, which is ${textOf(holder['state'])}`;
      throw new CcxError('invalid_argument', `#${item.seq} cannot come back: its key belongs to ${other}.`);
    }
    db.sql(
      `UPDATE items SET state = 'waiting', attempts = 0, stalls = 0, reason = NULL, ended_at = NULL, run_at = ?,
         hold = NULL, hold_until = NULL, cancelling = 0 WHERE seq = ?`,
    ).run(now, item.seq);
    restand(db, item.seq, now);
    restandFollowers(db, item.seq, now);
    journal.tell(now, 'redriven', id, { from: item.state });
    return true;
  });
}

/** Lifts what failures laid on keys and types. How often they failed is not forgotten. */
export async function forceAll({ db, time, journal }: Engine): Promise<void> {
  await db.write(() => {
    const now = time.wall();
    db.sql('UPDATE parks SET until = NULL WHERE until IS NOT NULL').run();
    db.sql("DELETE FROM holds WHERE laid_by = 'failures'").run();
    const parked = db.sql("SELECT seq, id FROM items WHERE parked = 1 AND state = 'delayed'").all();
    for (const row of parked) {
      const seq = numberOf(row['seq']);
      db.sql('UPDATE items SET parked = 0, run_at = ? WHERE seq = ?').run(now, seq);
      restand(db, seq, now);
      journal.tell(now, 'freed', textOf(row['id']), { at: instantAt(now) });
    }
  });
}
