import { CcxError, type WorkItem } from '@ccx/contracts';
import type { WorkChange } from '../backlog.ts';
import { changedDraft } from '../engine/changed-draft.ts';
import { checkDraft } from '../engine/draft.ts';
import { LIVE } from '../engine/items.ts';
import { holderOf, impossible, jobOptions } from './enqueue.ts';
import { bucketName, bullPriority, type JobData, type Kept } from './kept.ts';
import { place } from './moves.ts';
import type { Change } from './section.ts';
import { findKept, itemOf, keep, mustFind, type Found, type Store } from './store.ts';
import { tick } from './tick.ts';

/**
 * Changes an item that does not run and is not done.
 *
 * @throws {CcxError} `invalid_argument` for a change that a draft could not have either, `not_found`
 */
export async function editItem(store: Store, id: string, change: WorkChange): Promise<WorkItem> {
  return store.section.within(async (by) => {
    await tick(store, by);
    const found = await mustFind(store, id);
    const { kept, state } = found;
    if (state === 'running' || state === 'done') {
      throw new CcxError('invalid_argument', `#${kept.seq} is ${state}: it cannot be changed any more.`, {
        ...(state === 'running' && { hint: `ccx queue cancel ${kept.seq}` }),
      });
    }
    const draft = {
      ...changedDraft(itemOf(found), change),
      ...(change.after !== undefined && { after: change.after }),
    };
    const checked = checkDraft(draft, store.limits(), by.now);
    const reason = checked.ok ? impossible(draft) : checked.reason;
    if (!checked.ok || reason !== null) {
      throw new CcxError('invalid_argument', `#${kept.seq} cannot be changed: ${reason}.`);
    }
    const dedup = draft.dedupKey ?? null;
    await refuseKey(store, found, dedup);
    const after = keep(by, kept, {
      dedup,
      priority: draft.priority,
      bucket: bucketName({ lane: draft.lane ?? 'auto', type: draft.type, limitKey: draft.limitKey ?? '' }),
      ...(change.runAt !== undefined && { runAt: checked.runAt ?? by.now }),
    });
    if (kept.dedup !== null && kept.dedup !== dedup) by.put('unset', 'dedup', kept.dedup);
    if (dedup !== null && LIVE.has(state)) by.put('set', 'dedup', dedup, id);
    by.put('rank', 'buckets', after.bucket, 0);
    by.tell('edited', id, { fields: Object.keys(change) });
    await by.save();
    const data = {
      payload: checked.payload,
      onEffects: draft.onEffects,
      maxAttempts: draft.maxAttempts ?? null,
    };
    await rearrange(store, by, found, after, data);
    return itemOf((await findKept(store, after)) ?? found);
  });
}

/** Brings the job to what its item is now. */
async function rearrange(
  store: Store,
  by: Change,
  { kept, job, state }: Found,
  after: Kept,
  data: JobData,
): Promise<void> {
  const ended = state === 'dead' || state === 'cancelled';
  if (after.bucket !== kept.bucket) {
    if (ended) throw new CcxError('invalid_argument', `#${kept.seq} is ${state}: bring it back before it is moved.`);
    const rests = { ...after, runAt: state === 'waiting' ? by.now : by.now + 1000 };
    await store.queueOf(after.bucket).add('item', data, jobOptions(rests, by.now));
    await job.remove();
  } else {
    await job.updateData(data);
    await store.queueOf(after.bucket).getBackend().changePriority(after.id, bullPriority(after.priority));
  }
  if (!ended) await place(store, by, after, null);
}

async function refuseKey(store: Store, { kept, state }: Found, dedup: string | null): Promise<void> {
  const holder = dedup === null || !LIVE.has(state) ? null : await holderOf(store, dedup);
  if (holder === null || holder.kept.id === kept.id) return;
  throw new CcxError('invalid_argument', `The key "${dedup}" belongs to #${holder.kept.seq}.`);
}
