import type { WorkItem, WorkState } from '@ccx/contracts';
import { WORK_STATES } from '../engine/items.ts';
import type { BacklogStats, WorkAttempt, WorkEvent } from '../backlog.ts';
import { instantAt } from '../engine/queue-time.ts';
import { bucketOf, inOrder, standing, type Kept } from './kept.ts';
import { rateNow } from './rate.ts';
import {
  bucketNames,
  fieldsOf,
  find,
  findKept,
  itemOf,
  keptOf,
  keptOfAll,
  parsed,
  runningNow,
  type Found,
  type Store,
} from './store.ts';
import { isDue, tick } from './tick.ts';

/** For whoever only looks: the queue as it is now, where nobody changes it at this moment. Nobody waits for a look. */
async function bringUpToDate(store: Store): Promise<void> {
  if (await isDue(store, await store.section.now())) await store.section.withinIfFree((by) => tick(store, by));
}

const JOB_STATES = ['active', 'wait', 'prioritized', 'delayed', 'completed', 'failed'] as const;

/** Which states of jobs hold the items of a state. */
const HOLDING: Readonly<Record<WorkState, readonly (typeof JOB_STATES)[number][]>> = {
  running: ['active'],
  waiting: ['wait', 'prioritized'],
  delayed: ['delayed'],
  held: ['delayed'],
  'needs-human': ['delayed'],
  done: ['completed'],
  dead: ['failed'],
  cancelled: ['failed'],
};

/** Every item of a state, in its order. */
export async function keptIn(store: Store, state: WorkState): Promise<readonly Kept[]> {
  const names = await bucketNames(store);
  const lists = await Promise.all(
    HOLDING[state].flatMap((jobState) =>
      names.map(async (name) => {
        const ids = (await store.queueOf(name).getBackend().getRanges([jobState], 0, -1, true)).flat();
        const all = await keptOfAll(store, ids);
        return all.filter((kept) => kept.bucket === name && standing(jobState, kept) === state);
      }),
    ),
  );
  return lists.flat().toSorted(inOrder);
}

/** Items of one state or of all, state after state; an item that moves meanwhile is told as it then is, or not at all. */
export async function* listItems(store: Store, state?: WorkState): AsyncGenerator<WorkItem, void, undefined> {
  await bringUpToDate(store);
  for (const one of state === undefined ? WORK_STATES : [state]) {
    const all = await keptIn(store, one);
    for (let from = 0; from < all.length; from += 100) {
      const found = await Promise.all(all.slice(from, from + 100).map((kept) => findKept(store, kept)));
      for (const item of found) if (item !== null && item.state === one) yield itemOf(item);
    }
  }
}

/** As a person names an item: its number with or without `#`, its id, or an unmistakable beginning of that. */
export async function lookUp(store: Store, name: string): Promise<WorkItem | null> {
  await bringUpToDate(store);
  const found = await named(store, name);
  return found === null ? null : itemOf(found);
}

async function named(store: Store, name: string): Promise<Found | null> {
  const number = /^#?(\d{1,15})$/.exec(name.trim())?.[1];
  const byNumber = number === undefined ? null : await store.records.text('numbers', String(Number(number)));
  if (byNumber !== null) return find(store, byNumber);
  if (!/^[\da-f-]{4,36}$/i.test(name)) return null;
  const [only, another] = await store.records.beginning('ids', name);
  return only === undefined || another !== undefined ? null : find(store, only);
}

export async function attemptsOf(store: Store, id: string): Promise<readonly WorkAttempt[]> {
  await bringUpToDate(store);
  return (await keptOf(store, id))?.tries ?? [];
}

export async function eventsAfter({ records }: Store, after: number, limit: number): Promise<readonly WorkEvent[]> {
  return (await records.events(after, limit)).flatMap(({ id, text }) => {
    const event = parsed<Omit<WorkEvent, 'id' | 'at'> & { readonly at: number }>(text);
    return event === null ? [] : [{ ...event, id, at: instantAt(event.at) }];
  });
}

export async function statsOf(store: Store): Promise<BacklogStats> {
  await bringUpToDate(store);
  const { records, section } = store;
  const [rate, totals, ...counts] = await Promise.all([
    section.now().then((now) => rateNow(store, now)),
    records.allTexts('totals'),
    ...WORK_STATES.map((state) => countIn(store, state)),
  ]);
  const count = (state: WorkState): number => counts[WORK_STATES.indexOf(state)] ?? 0;
  return {
    states: {
      waiting: count('waiting'),
      delayed: count('delayed'),
      running: count('running'),
      held: count('held'),
      'needs-human': count('needs-human'),
      done: count('done'),
      dead: count('dead'),
      cancelled: count('cancelled'),
    },
    rate: { used: rate.used, left: rate.left, nextAt: rate.nextAt === null ? null : instantAt(rate.nextAt) },
    totals: {
      claims: Number(totals.get('claims') ?? 0),
      done: Number(totals.get('done') ?? 0),
      failed: Number(totals.get('failed') ?? 0),
    },
  };
}

/** BullMQ counts those states that it knows; of the others the items are looked at. */
async function countIn(store: Store, state: WorkState): Promise<number> {
  if (state !== 'waiting' && state !== 'running' && state !== 'done') return (await keptIn(store, state)).length;
  const names = await bucketNames(store);
  const counts = await Promise.all(
    names.map((name) =>
      store
        .queueOf(name)
        .getBackend()
        .getCounts([...HOLDING[state]]),
    ),
  );
  return counts.flat().reduce((sum, count) => sum + count, 0);
}

export async function depthOf(store: Store): Promise<number> {
  await bringUpToDate(store);
  const counts = await Promise.all([countIn(store, 'waiting'), countIn(store, 'delayed')]);
  return counts[0] + counts[1];
}

export async function inProgressOf(store: Store, dedupKey?: string): Promise<number> {
  await bringUpToDate(store);
  const running = [...(await runningNow(store)).values()];
  return running.filter(({ dedup }) => dedupKey === undefined || dedup === dedupKey).length;
}

/** What claims since an instant have cost. */
export async function spentSince(
  { records }: Store,
  since: string,
): Promise<{ readonly runs: number; readonly usd: number | null; readonly knownUsd: number }> {
  const runs = (await records.ranked('runs', { from: Date.parse(since) })).map(({ field }) => field);
  const costs = (await records.texts('costs', runs)).map((text) => parsed<number>(text));
  const knownUsd = costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
  return { runs: runs.length, usd: costs.includes(null) ? null : knownUsd, knownUsd };
}

/** Lanes of which something waits or is due. */
export async function lanesNow(store: Store): Promise<readonly string[]> {
  const { section } = store;
  const [names, due] = await Promise.all([
    bucketNames(store),
    section.now().then((now) => fieldsOf(store, 'wake', { to: now })),
  ]);
  const dueIn = new Set((await keptOfAll(store, due)).map(({ bucket }) => bucket));
  const open = await Promise.all(
    names.map(async (name) => {
      const counts = await store.queueOf(name).getBackend().getCounts(['wait', 'prioritized']);
      return dueIn.has(name) || counts.some((count) => count > 0) ? [bucketOf(name).lane] : [];
    }),
  );
  return [...new Set(open.flat())].toSorted();
}
