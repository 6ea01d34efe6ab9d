import type { EnqueueOutcome, WorkDraft } from '@ccx/contracts';
import { checkDraft } from '../engine/draft.ts';
import { LIVE } from '../engine/items.ts';
import { uuid7 } from '../engine/uuid7.ts';
import type { QueueLimits } from '../limits.ts';
import type { JobsOptions } from 'bullmq';
import { bucketName, bucketOf, bullPriority, PRIORITY_RANGE, type JobData, type Kept } from './kept.ts';
import { FAR } from './moves.ts';
import { parkKey, type Park } from './parks.ts';
import type { Change } from './section.ts';
import { bucketNames, find, keep, parsed, type Found, type Store } from './store.ts';
import { tick } from './tick.ts';

/** A draft that is taken. */
interface Taken {
  readonly kept: Kept;
  readonly data: JobData;
}

/** What has been taken so far, and what the queue knows of the keys of all. */
interface Batch {
  readonly taken: Taken[];
  /** Ids by id and by dedup key. */
  readonly byId: Map<string, string>;
  readonly byKey: Map<string, string>;
  /** Who had a dedup key before, alive or not. */
  readonly holders: ReadonlyMap<string, string>;
  readonly parks: ReadonlyMap<string, Park>;
}

async function batchOf({ records }: Store, drafts: readonly WorkDraft[]): Promise<Batch> {
  const possible = drafts.filter((draft) => impossible(draft) === null);
  const wanted = [...new Set(possible.flatMap(({ dedupKey = '' }) => (dedupKey === '' ? [] : [dedupKey])))];
  const [holders, parks] = await Promise.all([
    records.texts('dedup', wanted),
    records.texts('parks', wanted.map(parkKey)),
  ]);
  const known = <T>(values: readonly (T | null)[]): ReadonlyMap<string, T> =>
    new Map(wanted.flatMap((key, at) => (values[at] === null || values[at] === undefined ? [] : [[key, values[at]]])));
  return {
    taken: [],
    byId: new Map(),
    byKey: new Map(),
    holders: known(holders),
    parks: known(parks.map((text) => parsed<Park>(text))),
  };
}

function takeInto({ taken, byId, byKey }: Batch, one: Taken): void {
  taken.push(one);
  byId.set(one.kept.id, one.kept.id);
  if (one.kept.dedup !== null) byKey.set(one.kept.dedup, one.kept.id);
}

/** One outcome for each draft. */
export async function enqueueAll(store: Store, drafts: readonly WorkDraft[]): Promise<readonly EnqueueOutcome[]> {
  if (drafts.length === 0) return [];
  return store.section.within(async (by) => {
    await tick(store, by);
    const limits = store.limits();
    const room = limits.cap - (await countWaiting(store));
    const last = Number((await store.records.text('totals', 'lastNumber')) ?? 0);
    const batch = await batchOf(store, drafts);
    const outcomes: EnqueueOutcome[] = [];
    for (const draft of drafts) {
      const seq = last + batch.taken.length + 1;
      const one = await judge(store, by, draft, { limits, full: batch.taken.length >= room, seq, batch });
      if ('kept' in one) takeInto(batch, one);
      outcomes.push('kept' in one ? { is: 'enqueued', id: one.kept.id } : one);
    }
    await add(store, by, batch.taken);
    return outcomes;
  });
}

/** Items that wait, are delayed or held. */
async function countWaiting(store: Store): Promise<number> {
  const counts = await Promise.all(
    (await bucketNames(store)).map((name) =>
      store.queueOf(name).getBackend().getCounts(['wait', 'prioritized', 'delayed']),
    ),
  );
  const all = counts.flat().reduce((sum, count) => sum + count, 0);
  return all - (await store.records.countRanked('asking'));
}

async function judge(
  store: Store,
  by: Change,
  draft: WorkDraft,
  about: { readonly limits: QueueLimits; readonly full: boolean; readonly seq: number; readonly batch: Batch },
): Promise<EnqueueOutcome | Taken> {
  const reason = impossible(draft);
  const checked = checkDraft(draft, about.limits, by.now);
  if (!checked.ok) return { is: 'rejected', reason: checked.reason };
  if (reason !== null) return { is: 'rejected', reason };
  const dedup = draft.dedupKey === undefined || draft.dedupKey === '' ? null : draft.dedupKey;
  const twin = await findTwin(store, draft.id, dedup, about.batch);
  if (twin !== null) return twin;
  if (about.full) return { is: 'full', cap: about.limits.cap };
  const wanted = checked.runAt ?? by.now;
  const runAt = Math.max(wanted, dedup === null ? 0 : (about.batch.parks.get(dedup)?.until ?? 0));
  const { lane = 'auto', type, limitKey = '' } = draft;
  return {
    kept: {
      id: draft.id ?? uuid7(by.now),
      seq: about.seq,
      bucket: bucketName({ lane, type, limitKey }),
      priority: draft.priority,
      runAt,
      createdAt: by.now,
      dedup,
      attempts: 0,
      stalls: 0,
      lastError: null,
      reason: null,
      progress: null,
      startedAt: null,
      endedAt: null,
      hold: null,
      mark: null,
      cancelling: false,
      parked: runAt > wanted,
      tries: [],
    },
    data: { payload: checked.payload, onEffects: draft.onEffects, maxAttempts: draft.maxAttempts ?? null },
  };
}

/** What BullMQ has no place for. */
export function impossible(draft: WorkDraft): string | null {
  const { after = [], cron, priority } = draft;
  for (const name of ['type', 'lane', 'limitKey', 'dedupKey'] as const) {
    const text = draft[name] ?? '';
    if (text.includes('\0') || /\p{Surrogate}/u.test(text)) return `its ${name} has characters that no server can keep`;
  }
  if (after.length > 0) return 'a queue on a server cannot wait for other items yet; one in a file can';
  if (cron !== undefined) return 'a queue on a server cannot repeat work yet; one in a file can';
  const [least, most] = PRIORITY_RANGE;
  if (priority >= least && priority <= most) return null;
  return `its priority is ${priority}, and a queue on a server has those from ${least} to ${most}`;
}

async function findTwin(
  store: Store,
  id: string | undefined,
  dedup: string | null,
  { byId, byKey, holders }: Batch,
): Promise<EnqueueOutcome | null> {
  const beside = byId.get(id ?? '') ?? byKey.get(dedup ?? '');
  if (beside !== undefined) return { is: 'duplicate', of: beside, state: 'waiting' };
  const same = id === undefined ? null : await find(store, id);
  if (same !== null) return { is: 'duplicate', of: same.kept.id, state: same.state };
  const holder = dedup !== null && holders.has(dedup) ? await holderOf(store, dedup) : null;
  return holder === null ? null : { is: 'duplicate', of: holder.kept.id, state: holder.state };
}

/** The living item that has a dedup key. */
export async function holderOf(store: Store, dedup: string): Promise<Found | null> {
  const id = await store.records.text('dedup', dedup);
  const found = id === null ? null : await find(store, id);
  return found !== null && LIVE.has(found.state) && found.kept.dedup === dedup ? found : null;
}

/** The notes first: a job without any would be nobody's, notes without a job are nothing. */
async function add(store: Store, by: Change, taken: readonly Taken[]): Promise<void> {
  const buckets = new Map<string, Taken[]>();
  for (const one of taken) {
    const { id, seq, bucket, dedup, runAt } = keep(by, one.kept);
    by.put('rank', 'buckets', bucket, 0);
    by.put('rank', 'ids', id, 0);
    by.put('set', 'numbers', String(seq), id);
    if (dedup !== null) by.put('set', 'dedup', dedup, id);
    if (runAt > by.now) by.put('rank', 'wake', id, runAt);
    const beside = buckets.get(bucket);
    if (beside === undefined) buckets.set(bucket, [one]);
    else beside.push(one);
  }
  if (taken.length === 0) return;
  by.put('count', 'totals', 'lastNumber', taken.length);
  await by.save();
  for (const [bucket, ones] of buckets) {
    await store
      .queueOf(bucket)
      .addBulk(ones.map(({ kept, data }) => ({ name: 'item', data, opts: jobOptions(kept, by.now) })));
  }
  for (const { kept } of taken) {
    const { type, lane } = bucketOf(kept.bucket);
    by.tell('enqueued', kept.id, { number: kept.seq, type, lane });
    if (kept.parked) by.tell('parked', kept.id, { until: new Date(kept.runAt).toISOString() });
  }
}

/** As BullMQ is told of an item. */
export function jobOptions({ id, priority, runAt }: Kept, now: number): JobsOptions {
  return {
    jobId: id,
    priority: bullPriority(priority),
    timestamp: now,
    ...(runAt > now && { delay: Math.min(runAt, FAR) - now }),
  };
}
