import type { EnqueueOutcome, WorkDraft, WorkState } from '@ccx/contracts';
import { numberOf, textOf, wordOf } from '@ccx/contracts/sqlite';
import type { QueueLimits } from '../limits.ts';
import type { Database } from './database.ts';
import { checkDraft } from './draft.ts';
import type { Engine } from './engine.ts';
import { seqOf, WORK_STATES } from './items.ts';
import { parkedUntil } from './parks.ts';
import { restand } from './standing.ts';
import { isDue, tick } from './tick.ts';
import { uuid7 } from './uuid7.ts';

/** One outcome for each draft; all that are taken are taken together. */
export async function enqueueAll(engine: Engine, drafts: readonly WorkDraft[]): Promise<readonly EnqueueOutcome[]> {
  const { db } = engine;
  return db.write(() => {
    const now = engine.time.wall();
    if (isDue(engine, now)) tick(engine, now);
    let waiting = countOf(db, ['waiting', 'delayed', 'held']);
    const limits = engine.limits();
    return drafts.map((draft) => {
      const outcome = enqueueOne(engine, draft, { waiting, limits, now });
      if (outcome.is === 'enqueued') waiting += 1;
      return outcome;
    });
  });
}

/** How many items are in these states. */
export function countOf(db: Database, states: readonly WorkState[]): number {
  const row = db
    .sql('SELECT count(*) AS n FROM items WHERE state IN (SELECT value FROM json_each(?))')
    .get(JSON.stringify(states));
  return numberOf(row?.['n']);
}

function enqueueOne(
  engine: Engine,
  draft: WorkDraft,
  { waiting, limits, now }: { readonly waiting: number; readonly limits: QueueLimits; readonly now: number },
): EnqueueOutcome {
  const { db, journal, random } = engine;
  const checked = checkDraft(draft, limits, now);
  if (!checked.ok) return { is: 'rejected', reason: checked.reason };
  const twin = findTwin(db, draft);
  if (twin !== null) return twin;
  if (waiting >= limits.cap) return { is: 'full', cap: limits.cap };
  const needed: number[] = [];
  for (const id of draft.after ?? []) {
    const seq = seqOf(db, id);
    if (seq === null) return { is: 'rejected', reason: `it comes after "${id}", which is not in the queue` };
    needed.push(seq);
  }
  const jitterMs = draft.runAt === undefined ? (draft.cron?.jitterMs ?? 0) : 0;
  const wanted = (checked.runAt ?? now) + Math.floor(jitterMs * random());
  const park = draft.dedupKey === undefined ? null : parkedUntil(db, draft.dedupKey, now);
  const runAt = Math.max(wanted, park ?? 0);
  const id = draft.id ?? uuid7(now);
  const { lastInsertRowid } = db
    .sql(
      `INSERT INTO items (id, bucket, priority, run_at, state, dedup, payload, on_effects, max_attempts, cron, created_at, parked)
       VALUES (?, ?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      id,
      bucketOf(db, draft),
      draft.priority,
      runAt,
      keyOf(draft),
      checked.payload,
      draft.onEffects,
      draft.maxAttempts ?? null,
      checked.cron,
      now,
      runAt > wanted ? 1 : 0,
    );
  const seq = Number(lastInsertRowid);
  for (const one of new Set(needed)) db.sql('INSERT INTO needs (item, needed) VALUES (?, ?)').run(seq, one);
  if (needed.length > 0 || runAt > now) restand(db, seq, now);
  journal.tell(now, 'enqueued', id, { number: seq, type: draft.type, lane: draft.lane ?? 'auto' });
  if (runAt > wanted) journal.tell(now, 'parked', id, { until: new Date(runAt).toISOString() });
  return { is: 'enqueued', id };
}

function findTwin(db: Database, draft: WorkDraft): EnqueueOutcome | null {
  const same = draft.id === undefined ? undefined : db.sql('SELECT id, state FROM items WHERE id = ?').get(draft.id);
  const key = keyOf(draft);
  const row = same ?? (key === null ? undefined : findLive(db, key));
  if (row === undefined) return null;
  return { is: 'duplicate', of: textOf(row['id']), state: wordOf(WORK_STATES, row['state']) };
}

/** The item that holds a key; its condition is that of the index which keeps it single. */
export function findLive(db: Database, key: string): Record<string, unknown> | undefined {
  return db
    .sql(
      `SELECT id, seq, state FROM items
       WHERE dedup = ? AND state IN ('waiting', 'delayed', 'held', 'running', 'needs-human')`,
    )
    .get(key);
}

/** An empty key is none. */
function keyOf({ dedupKey }: Pick<WorkDraft, 'dedupKey'>): string | null {
  return dedupKey === undefined || dedupKey === '' ? null : dedupKey;
}

/** The bucket of a lane, a type and a limit key, made where there is none. */
export function bucketOf(
  db: Database,
  { lane = 'auto', type, limitKey = '' }: Pick<WorkDraft, 'lane' | 'type' | 'limitKey'>,
): number {
  const known = db
    .sql('SELECT id FROM buckets WHERE lane = ? AND type = ? AND limit_key = ?')
    .get(lane, type, limitKey);
  if (known !== undefined) return numberOf(known['id']);
  const made = db.sql('INSERT INTO buckets (lane, type, limit_key) VALUES (?, ?, ?)').run(lane, type, limitKey);
  return Number(made.lastInsertRowid);
}
