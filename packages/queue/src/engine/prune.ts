import { msOf, numberOf } from '@ccx/contracts/sqlite';
import type { EndState } from '../backlog.ts';
import type { Engine } from './engine.ts';

/** Takes away what ended before an instant, but not what something else still comes after. */
export function pruneItems(
  { db, time, journal }: Engine,
  { states, before }: { readonly states: readonly EndState[]; readonly before: string },
): number {
  return db.write(() => {
    const beforeMs = msOf(before);
    const rows = db
      .sql(
        `SELECT seq FROM items WHERE state IN (SELECT value FROM json_each(?)) AND ended_at < ?
         AND NOT EXISTS (
           SELECT 1 FROM needs JOIN items f ON f.seq = needs.item
           WHERE needs.needed = items.seq AND items.state <> 'done' AND f.state NOT IN ('done', 'dead', 'cancelled'))`,
      )
      .all(JSON.stringify(states), beforeMs);
    for (const row of rows) {
      const seq = numberOf(row['seq']);
      db.sql('DELETE FROM needs WHERE needed = ?').run(seq);
      db.sql('DELETE FROM events WHERE item = (SELECT id FROM items WHERE seq = ?)').run(seq);
      db.sql('DELETE FROM items WHERE seq = ?').run(seq);
    }
    const old = db.sql('DELETE FROM events WHERE at < ? AND item IS NULL').run(beforeMs);
    if (rows.length > 0 || Number(old.changes) > 0) journal.tell(time.wall(), 'pruned', null, { items: rows.length });
    return rows.length;
  });
}
