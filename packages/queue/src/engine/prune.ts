import { msOf, numberOf, textOf } from '@ccx/contracts/sqlite';
import type { BacklogStats, EndState } from '../backlog.ts';
import type { Engine } from './engine.ts';
import { fromJson, isObject } from './json.ts';

/** Takes away what ended before an instant, but not what something else still comes after. */
export async function pruneItems(
  { db, time, journal }: Engine,
  { states, before }: { readonly states: readonly EndState[]; readonly before: string },
): Promise<number> {
  return db.write(() => {
    const beforeMs = msOf(before);
    const rows = db
      .sql(
        `SELECT seq, id FROM items WHERE state IN (SELECT value FROM json_each(?)) AND ended_at < ?
         AND NOT EXISTS (
           SELECT 1 FROM needs JOIN items f ON f.seq = needs.item
           WHERE needs.needed = items.seq AND items.state <> 'done' AND f.state NOT IN ('done', 'dead', 'cancelled'))`,
      )
      .all(JSON.stringify(states), beforeMs);
    const totals = { ...prunedTotals(db) };
    for (const row of rows) {
      const seq = numberOf(row['seq']);
      const tried = db.sql(COUNTS).get(seq);
      totals.claims += numberOf(tried?.['claims']);
      totals.done += numberOf(tried?.['done']);
      totals.failed += numberOf(tried?.['failed']);
      db.sql('DELETE FROM needs WHERE needed = ?').run(seq);
      db.sql('DELETE FROM items WHERE seq = ?').run(seq);
    }
    db.sql("INSERT OR REPLACE INTO meta (key, value) VALUES ('pruned', ?)").run(JSON.stringify(totals));
    // One walk over all events: nothing else ever looks for those of an item, so no index has to be kept.
    const old = db
      .sql('DELETE FROM events WHERE (item IS NULL AND at < ?) OR item IN (SELECT value FROM json_each(?))')
      .run(beforeMs, JSON.stringify(rows.map((row) => textOf(row['id']))));
    if (rows.length > 0 || Number(old.changes) > 0) journal.tell(time.wall(), 'pruned', null, { items: rows.length });
    return rows.length;
  });
}

const COUNTS = `SELECT count(*) AS claims, count(*) FILTER (WHERE outcome = 'done') AS done,
  count(*) FILTER (WHERE outcome IN ('retry', 'dead', 'stalled')) AS failed FROM attempts WHERE item = ?`;

/** How much of what was taken away is counted still. */
export function prunedTotals(db: Engine['db']): BacklogStats['totals'] {
  const row = db.sql("SELECT value FROM meta WHERE key = 'pruned'").get();
  const kept = row === undefined ? {} : fromJson(textOf(row['value']));
  const count = (name: string): number => {
    const value = isObject(kept) ? kept[name] : 0;
    return typeof value === 'number' ? value : 0;
  };
  return { claims: count('claims'), done: count('done'), failed: count('failed') };
}
