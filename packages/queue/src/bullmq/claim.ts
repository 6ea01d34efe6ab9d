import { randomUUID } from 'node:crypto';
import type { Lease } from '@ccx/contracts';
import type { ClaimBy } from '../engine/claim.ts';
import { instantAt } from '../engine/queue-time.ts';
import { blocks, holdsNow } from './holds.ts';
import { bucketOf, inOrder, type Bucket, type Kept, type Running } from './kept.ts';
import { LOCK_MS, restsUntil, seize, takeHead } from './moves.ts';
import { rateNow, spendStart, type RateState } from './rate.ts';
import type { Change } from './section.ts';
import { bucketNames, fieldsOf, findKept, itemOf, keep, keptOfAll, runningNow, type Store } from './store.ts';
import { tick } from './tick.ts';

/** The first item in the total order that nothing holds back, leased; or when asking again may help. */
export async function claimNext(store: Store, who: ClaimBy): Promise<{ lease: Lease | null; nextAt: string | null }> {
  return store.section.within(async (by) => {
    await tick(store, by);
    const [rate, running, names] = await Promise.all([rateNow(store, by.now), runningNow(store), bucketNames(store)]);
    const open = await openBuckets(store, by, who, { rate, running, buckets: names.map(bucketOf) });
    const first = await firstOf(store, by, open, running);
    if (first === null) return { lease: null, nextAt: await nextAt(store, by, rate) };
    return { lease: await take(store, by, first, who), nextAt: null };
  });
}

interface Now {
  readonly rate: RateState;
  readonly running: ReadonlyMap<string, Running>;
  readonly buckets: readonly Bucket[];
}

/** The buckets of which something may be claimed, if it has anything. */
async function openBuckets(
  store: Store,
  by: Change,
  { lanes, agentless = [] }: ClaimBy,
  { rate, running, buckets }: Now,
): Promise<readonly Bucket[]> {
  const limits = store.limits();
  const holds = await holdsNow(store, by.now);
  const under = [...running.values()].map(({ bucket, weighs }) => ({ ...bucketOf(bucket), weighs }));
  const weighty = under.filter(({ weighs }) => weighs);
  const full = rate.left < 1 || weighty.length >= limits.running;
  return buckets.filter((bucket) => {
    const { lane, type, limitKey } = bucket;
    if (!agentless.includes(type) && (full || !lanes.includes(lane))) return false;
    if (holds.some((hold) => blocks(hold, bucket))) return false;
    if (limitKey !== '' && under.filter((one) => one.limitKey === limitKey).length >= limits.perKey) return false;
    const most = limits.perLane[lane];
    return most === undefined || weighty.filter((one) => one.lane === lane).length < most;
  });
}

/** So many of a bucket are looked at: some may be there too early, by the clock of a process that runs ahead. */
const HEADS = 8;

/** Looks at the head of each bucket, and at what comes earlier than its bucket would have it. */
async function firstOf(
  store: Store,
  by: Change,
  open: readonly Bucket[],
  running: ReadonlyMap<string, Running>,
): Promise<Kept | null> {
  if (open.length === 0) return null;
  const [early, ...heads] = await Promise.all([
    fieldsOf(store, 'early'),
    ...open.map(({ name }) =>
      store
        .queueOf(name)
        .getBackend()
        .getRanges(['wait', 'prioritized'], 0, HEADS - 1, true),
    ),
  ]);
  const ids = [...new Set([...early, ...heads.flat(2)])].filter((id) => !running.has(id));
  const names = new Set(open.map(({ name }) => name));
  const found = (await keptOfAll(store, ids)).filter(
    (kept) => names.has(kept.bucket) && restsUntil(kept, by.now) === null,
  );
  return found.toSorted(inOrder)[0] ?? null;
}

/** The notes first: a job that is active and of which nobody knows would never be taken back. */
async function take(
  store: Store,
  by: Change,
  kept: Kept,
  { worker, leaseMs, agentless = [] }: ClaimBy,
): Promise<Lease> {
  const token = randomUUID();
  const weighs = !agentless.includes(bucketOf(kept.bucket).type);
  const running: Running = { token, until: by.now + leaseMs, leaseMs, bucket: kept.bucket, weighs, dedup: kept.dedup };
  const leased = keep(by, kept, {
    startedAt: by.now,
    reason: null,
    tries: [
      ...kept.tries,
      {
        number: (kept.tries.at(-1)?.number ?? 0) + 1,
        worker,
        startedAt: instantAt(by.now),
        endedAt: null,
        outcome: 'running',
        reason: null,
        progress: null,
      },
    ],
  });
  by.put('set', 'running', kept.id, JSON.stringify(running));
  by.put('rank', 'wake', kept.id, running.until);
  by.put('unrank', 'early', kept.id);
  by.put('count', 'totals', 'claims', 1);
  if (weighs) spendStart(by, token);
  by.tell('claimed', kept.id, { worker });
  await by.save();
  await activate(store, kept, token, leaseMs);
  const found = await findKept(store, leased);
  if (found === null) throw new Error(`the job of ${kept.id} is gone`);
  return { item: itemOf(found), token, expiresAt: instantAt(running.until) };
}

async function activate(store: Store, kept: Kept, token: string, leaseMs: number): Promise<void> {
  const queue = store.queueOf(kept.bucket);
  const [head] = (await queue.getBackend().getRanges(['prioritized'], 0, 0, true)).flat();
  if (head === kept.id) {
    const taken = await takeHead(queue, token);
    // A crash, or BullMQ's own clock, had put another one before it.
    if (taken !== kept.id && taken !== null) await queue.getBackend().moveJobFromActiveToWait(taken, token);
    if (taken !== kept.id) await seize(queue, kept, token);
  } else await seize(queue, kept, token);
  if (leaseMs !== LOCK_MS) await queue.getBackend().extendLock(kept.id, token, leaseMs);
}

/** The first moment at which something may be claimed that cannot be now; `null`: not before something changes. */
async function nextAt(store: Store, by: Change, rate: RateState): Promise<string | null> {
  const [[wake], holds, waits] = await Promise.all([
    store.records.ranked('wake', { limit: 1 }),
    holdsNow(store, by.now),
    rate.nextAt === null ? false : somethingWaits(store),
  ]);
  const times = [
    ...(wake === undefined ? [] : [wake.rank]),
    ...holds.flatMap(({ until }) => (until === null ? [] : [until])),
    ...(waits && rate.nextAt !== null ? [rate.nextAt] : []),
  ];
  return times.length === 0 ? null : instantAt(Math.max(by.now, Math.min(...times)));
}

async function somethingWaits(store: Store): Promise<boolean> {
  const names = await bucketNames(store);
  const counts = await Promise.all(
    names.map((name) => store.queueOf(name).getBackend().getCounts(['wait', 'prioritized'])),
  );
  return counts.flat().some((count) => count > 0);
}
