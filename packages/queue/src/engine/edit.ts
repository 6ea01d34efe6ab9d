import { CcxError, type WorkItem } from '@ccx/contracts';
import type { WorkChange } from '../backlog.ts';
import { changedDraft } from './changed-draft.ts';
import { checkDraft } from './draft.ts';
import type { Engine } from './engine.ts';
import { bucketOf, findLive } from './enqueue.ts';
import { findItem, LIVE, seqOf, withCost } from './items.ts';
import { itemOf } from './lookup.ts';
import { restand } from './standing.ts';

/**
 * Changes an item that does not run and is not done.
 *
 * @throws {CcxError} `invalid_argument` for a change that a draft could not have either, `not_found`
 */
export async function editItem(engine: Engine, id: string, change: WorkChange): Promise<WorkItem> {
  const { db, time, journal } = engine;
  return db.write(() => {
    const now = time.wall();
    const { item, runAt } = itemOf(db, id);
    if (item.state === 'running' || item.state === 'done') {
      throw new CcxError('invalid_argument', `#${item.seq} is ${item.state}: it cannot be changed any more.`, {
        ...(item.state === 'running' && { hint: `ccx queue cancel ${item.seq}` }),
      });
    }
    const draft = changedDraft(item, change);
    const checked = checkDraft(draft, engine.limits(), now);
    if (!checked.ok) throw new CcxError('invalid_argument', `#${item.seq} cannot be changed: ${checked.reason}.`);
    const key = draft.dedupKey ?? null;
    const holder = key === null || !LIVE.has(item.state) ? undefined : findLive(db, key);
    if (holder !== undefined && holder['seq'] !== item.seq) {
      throw new CcxError('invalid_argument', `The key "${key}" belongs to #${String(holder['seq'])}.`);
    }
    const movesTime = change.runAt !== undefined || change.cron !== undefined;
    db.sql(
      `UPDATE items SET bucket = ?, priority = ?, run_at = ?, dedup = ?, payload = ?, on_effects = ?, max_attempts = ?,
         cron = ? WHERE seq = ?`,
    ).run(
      bucketOf(db, draft),
      draft.priority,
      movesTime ? (checked.runAt ?? now) : runAt,
      key,
      checked.payload,
      draft.onEffects,
      draft.maxAttempts ?? null,
      checked.cron,
      item.seq,
    );
    if (change.after !== undefined) replaceNeeds(engine, item, change.after);
    if (item.state === 'waiting' || item.state === 'delayed' || item.state === 'held') restand(db, item.seq, now);
    journal.tell(now, 'edited', id, { fields: Object.keys(change) });
    return withCost(db, findItem(db, item.seq)?.item ?? item);
  });
}

function replaceNeeds({ db }: Engine, item: WorkItem, after: readonly string[]): void {
  db.sql('DELETE FROM needs WHERE item = ?').run(item.seq);
  for (const id of new Set(after)) {
    const needed = seqOf(db, id);
    if (needed === null) throw new CcxError('not_found', `"${id}" is not in the queue.`);
    if (comesAfter(db, needed, item.seq)) {
      throw new CcxError('invalid_argument', `#${item.seq} cannot come after #${needed}, which comes after it.`);
    }
    db.sql('INSERT INTO needs (item, needed) VALUES (?, ?)').run(item.seq, needed);
  }
}

/** Whether one item comes after another, over any number of steps; an item comes after itself. */
function comesAfter(db: Engine['db'], seq: number, other: number): boolean {
  const row = db
    .sql(
      `WITH RECURSIVE before (seq) AS (
         SELECT ? UNION SELECT needs.needed FROM needs JOIN before ON needs.item = before.seq
       ) SELECT 1 AS found FROM before WHERE seq = ?`,
    )
    .get(seq, other);
  return row !== undefined;
}
