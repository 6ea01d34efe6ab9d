import { clean } from '../engine/journal.ts';
import { bucketOf, type Kept } from './kept.ts';
import { clearFailures, typeKey } from './parks.ts';
import type { Change } from './section.ts';
import { keep, type Store } from './store.ts';

/** How an item ends for good; `result` only of what is done. */
export interface Ending {
  readonly state: 'done' | 'dead' | 'cancelled';
  readonly reason: string | null;
  readonly result?: unknown;
}

/** Ends an item whose job is active. @param token of its lease */
export async function endItem(store: Store, by: Change, kept: Kept, ending: Ending, token: string): Promise<void> {
  const { redis, keys } = store;
  const queue = store.queueOf(kept.bucket);
  const job = await queue.getJob(kept.id);
  if (job === undefined) return;
  const reason = ending.reason === null ? null : clean(ending.reason);
  const backend = queue.getBackend();
  if (ending.state === 'done') await backend.moveToCompleted(job, { result: ending.result }, false, token, false);
  else {
    if (ending.state === 'cancelled') {
      keep(store, by, kept, { mark: 'cancelled' });
      await by.save();
    }
    await backend.moveToFailed(job, reason ?? ending.state, false, token, false, { failedReason: reason ?? '' });
  }
  keep(store, by, kept, {
    reason,
    endedAt: by.now,
    hold: null,
    mark: ending.state === 'cancelled' ? 'cancelled' : null,
    parked: false,
    cancelling: false,
  });
  by.put('ZREM', keys.wake, kept.id);
  by.put('SREM', keys.early, kept.id);
  by.put('SREM', keys.asking, kept.id);
  if (kept.dedup !== null && (await redis.hget(keys.dedup, kept.dedup)) === kept.id) {
    by.put('HDEL', keys.dedup, kept.dedup);
  }
  if (ending.state === 'done') {
    const { type } = bucketOf(kept.bucket);
    if (kept.dedup !== null) clearFailures(store, by, kept.dedup);
    await clearFailuresOfType(store, by, type);
  }
  by.tell(ending.state, kept.id, reason === null ? {} : { reason });
}

async function clearFailuresOfType(store: Store, by: Change, type: string): Promise<void> {
  clearFailures(store, by, typeKey(type));
  const { redis, keys } = store;
  const field = JSON.stringify(['', type]);
  const hold = await redis.hget(keys.holds, field);
  if (hold !== null && hold.includes('"by":"failures"')) by.put('HDEL', keys.holds, field);
}
