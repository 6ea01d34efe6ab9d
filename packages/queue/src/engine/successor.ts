import type { WorkItem } from '@ccx/contracts';
import type { Engine } from './engine.ts';
import { restand } from './standing.ts';
import { uuid7 } from './uuid7.ts';

/** The next occurrence of an item that comes again: the same work, nothing of its past. No cap keeps it out. */
export function enqueueSuccessor({ db, journal }: Engine, item: WorkItem, runAt: number, now: number): void {
  const id = uuid7(now);
  const { lastInsertRowid } = db
    .sql(
      `INSERT INTO items (id, bucket, priority, run_at, state, dedup, payload, on_effects, max_attempts, cron, created_at)
       SELECT ?, bucket, priority, ?, 'delayed', dedup, payload, on_effects, max_attempts, cron, ? FROM items WHERE seq = ?`,
    )
    .run(id, runAt, now, item.seq);
  const seq = Number(lastInsertRowid);
  // The series goes on there: an end that is taken back must not begin a second one.
  db.sql('UPDATE items SET cron = NULL WHERE seq = ?').run(item.seq);
  restand(db, seq, now);
  journal.tell(now, 'enqueued', id, { number: seq, type: item.type, lane: item.lane ?? 'auto', follows: item.seq });
}
