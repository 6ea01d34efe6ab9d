import { randomUUID } from 'node:crypto';
import type { WorkAttempt } from '../backlog.ts';
import { instantAt } from '../engine/queue-time.ts';
import { endItem } from './ending.ts';
import type { Kept } from './kept.ts';
import { LOCK_MS, place } from './moves.ts';
import type { Change } from './section.ts';
import { fieldsOf, keep, keptOf, leaseOn, type Store } from './store.ts';

const LOST = 'its worker was lost';

/** Whether {@link tick} has anything to do; needs no section. */
export async function isDue({ records }: Store, now: number): Promise<boolean> {
  return (await records.countRanked('wake', { to: now })) > 0;
}

/** Brings the queue to the present: what became due may be claimed, and what lost its worker is taken back. */
export async function tick(store: Store, by: Change): Promise<void> {
  for (const id of await fieldsOf(store, 'wake', { to: by.now })) {
    const [kept, lease] = await Promise.all([keptOf(store, id), leaseOn(store, id)]);
    if (kept === null) by.put('unrank', 'wake', id);
    else if (lease !== null) {
      await takeBack(store, by, kept);
      // Last of all, as wherever a job leaves the hands of somebody.
      by.put('unset', 'running', id);
    } else await wake(store, by, kept);
    // What was done in BullMQ is not done again when another item fails.
    await by.save();
  }
}

async function wake(store: Store, by: Change, kept: Kept): Promise<void> {
  const state = await store.queueOf(kept.bucket).getJobState(kept.id);
  if (state !== 'delayed') return by.put('unrank', 'wake', kept.id);
  const free = kept.hold !== null && kept.hold.until !== null && kept.hold.until <= by.now;
  const after = keep(by, kept, { ...(free && { hold: null }), ...(kept.runAt <= by.now && { parked: false }) });
  if (free) by.tell('freed', kept.id);
  await place(store, by, after, null);
}

/** An expired lease: the next one to claim the item finds how far its run came, and decides how to go on. */
async function takeBack(store: Store, by: Change, kept: Kept): Promise<void> {
  const queue = store.queueOf(kept.bucket);
  const state = await queue.getJobState(kept.id);
  if (state !== 'active') return remember(store, by, kept, state);
  // The lock is taken over within the section, so that nobody who was stopped meanwhile can move the job.
  const token = randomUUID();
  by.put('lock', kept.bucket, kept.id, token, LOCK_MS, by.now);
  await by.save();
  const wasHandled = kept.tries.at(-1)?.endedAt !== null;
  const cancelled = { state: 'cancelled', reason: 'cancelled' } as const;
  if (wasHandled && kept.cancelling) return endItem(store, by, kept, cancelled, token);
  if (wasHandled) return place(store, by, kept, token);
  const stalls = kept.stalls + 1;
  const after = keep(by, kept, {
    stalls,
    lastError: LOST,
    runAt: Math.min(kept.runAt, by.now),
    tries: closed(kept.tries, 'stalled', LOST, by.now),
  });
  by.put('count', 'totals', 'failed', 1);
  by.tell('stalled', kept.id, { stalls, session: kept.progress?.sessionId ?? null, at: instantAt(by.now) });
  if (kept.cancelling) return endItem(store, by, after, cancelled, token);
  if (stalls >= store.limits().maxStalls) {
    const ending = { state: 'dead', reason: `its worker was lost ${stalls} times` } as const;
    return endItem(store, by, after, ending, token);
  }
  await place(store, by, after, token);
}

/** Whoever settled or claimed it died between BullMQ's step and the notes about it: they are made up for. */
function remember(store: Store, by: Change, kept: Kept, state: string): void {
  const wasClaimed = kept.tries.at(-1)?.endedAt === null;
  if (state === 'completed' || state === 'failed') {
    const outcome = state === 'completed' ? 'done' : kept.mark === 'cancelled' ? 'cancelled' : 'dead';
    keep(by, kept, { endedAt: by.now, tries: closed(kept.tries, outcome, null, by.now) });
    by.put('count', 'totals', outcome === 'done' ? 'done' : 'failed', outcome === 'cancelled' ? 0 : 1);
    by.tell(outcome, kept.id);
  } else if (wasClaimed) {
    const stalls = kept.stalls + 1;
    keep(by, kept, { stalls, lastError: LOST, tries: closed(kept.tries, 'stalled', LOST, by.now) });
    by.put('count', 'totals', 'failed', 1);
    by.tell('stalled', kept.id, { stalls, session: kept.progress?.sessionId ?? null, at: instantAt(by.now) });
  }
  if (state === 'delayed') by.put('rank', 'wake', kept.id, by.now);
  else by.put('unrank', 'wake', kept.id);
  if (state === 'wait' || state === 'waiting' || state === 'prioritized') by.put('rank', 'early', kept.id, 0);
}

/** The tries with the last one ended. */
export function closed(
  tries: readonly WorkAttempt[],
  outcome: WorkAttempt['outcome'],
  reason: string | null,
  now: number,
): readonly WorkAttempt[] {
  const last = tries.at(-1);
  if (last === undefined || last.endedAt !== null) return tries;
  return [...tries.slice(0, -1), { ...last, endedAt: instantAt(now), outcome, reason }];
}
