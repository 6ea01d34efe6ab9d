import { clean } from '../engine/journal.ts';
import { bucketOf, type Kept } from './kept.ts';
import { clearFailures, parkKey, typeKey } from './parks.ts';
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
  const queue = store.queueOf(kept.bucket);
  const job = await queue.getJob(kept.id);
  if (job === undefined) return;
  const reason = ending.reason === null ? null : clean(ending.reason);
  const backend = queue.getBackend();
  if (ending.state === 'done')
    await backend.moveToCompleted(job, JSON.stringify(ending.result ?? null), false, token, false);
  else {
    if (ending.state === 'cancelled') {
      keep(by, kept, { mark: 'cancelled' });
      await by.save();
    }
    await backend.moveToFailed(job, reason ?? ending.state, false, token, false, { failedReason: reason ?? '' });
  }
  keep(by, kept, {
    reason,
    endedAt: by.now,
    hold: null,
    mark: ending.state === 'cancelled' ? 'cancelled' : null,
    parked: false,
    cancelling: false,
  });
  by.put('unrank', 'wake', kept.id);
  by.put('unrank', 'early', kept.id);
  by.put('unrank', 'asking', kept.id);
  if (kept.dedup !== null && (await store.records.text('dedup', kept.dedup)) === kept.id) {
    by.put('unset', 'dedup', kept.dedup);
  }
  if (ending.state === 'done') {
    const { type } = bucketOf(kept.bucket);
    if (kept.dedup !== null) clearFailures(by, parkKey(kept.dedup));
    await clearFailuresOfType(store, by, type);
  }
  by.tell(ending.state, kept.id, reason === null ? {} : { reason });
}

async function clearFailuresOfType(store: Store, by: Change, type: string): Promise<void> {
  clearFailures(by, typeKey(type));
  const field = JSON.stringify(['', type]);
  const hold = await store.records.text('holds', field);
  if (hold !== null && hold.includes('"by":"failures"')) by.put('unset', 'holds', field);
}
