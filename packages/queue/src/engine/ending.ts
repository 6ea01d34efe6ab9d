import { nextOccurrence } from '../recurrence.ts';
import type { EndState } from '../backlog.ts';
import { enqueueSuccessor } from './successor.ts';
import type { Engine } from './engine.ts';
import { clean } from './journal.ts';
import type { StoredItem } from './items.ts';
import { clearFailures, typeKey } from './parks.ts';
import { restandFollowers } from './standing.ts';

/** How an item ends for good. */
export interface Ending {
  readonly state: EndState;
  readonly reason: string | null;
  /** As JSON; only of what is done. */
  readonly result?: string;
  /** A series does not go on. */
  readonly endsSeries?: boolean;
}

/** Ends an item: its key is free, its followers stand anew, and its next occurrence is in the queue, all or nothing. */
export function endItem(engine: Engine, stored: StoredItem, ending: Ending, now: number): void {
  const { db, journal, random } = engine;
  const { item } = stored;
  const reason = ending.reason === null ? null : clean(ending.reason);
  db.sql(
    `UPDATE items SET state = ?, reason = ?, result = ?, ended_at = ?, wake_at = NULL, hold = NULL, hold_until = NULL,
       parked = 0, cancelling = 0, boot = NULL WHERE seq = ?`,
  ).run(ending.state, reason, ending.result ?? null, now, item.seq);
  if (ending.state === 'done') {
    if (item.dedupKey !== undefined) clearFailures(db, item.dedupKey);
    clearFailures(db, typeKey(item.type));
    db.sql("DELETE FROM holds WHERE lane = '' AND type = ? AND laid_by = 'failures'").run(item.type);
  }
  journal.tell(now, ending.state, item.id, reason === null ? {} : { reason });
  restandFollowers(db, item.seq, now);
  if (item.cron === undefined || ending.endsSeries === true) return;
  const next = nextOccurrence(item.cron, now, random);
  if (next !== null) enqueueSuccessor(engine, item, next, now);
}
