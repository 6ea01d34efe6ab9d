import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until, type UntilOptions } from '@ccx/testkit';
import type { Backlog, WorkEvent } from '../../src/index.ts';
import { openPlace, type Place } from './place.ts';
import { eventsAfter, judge, type Verdict } from './verdict.ts';
import { startWorker, type Worker } from './workers.ts';

export interface CrashOptions {
  /** An empty folder. */
  readonly dir: string;
  /** Where the queue lies; absent: in a file there. */
  readonly place?: Place;
  readonly workers: number;
  readonly kills: number;
  /** Workers that are stopped while they hold an item, until another one has taken it over. */
  readonly freezes: number;
  readonly leaseMs: number;
}

/**
 * Workers in processes of their own work at one queue, while one after the other is killed at any moment or stopped for
 * longer than its lease; then all that is left is done, and judged. There is always more to do than workers to do it.
 */
export async function crash({ dir, place: given, workers, kills, freezes, leaseMs }: CrashOptions): Promise<Verdict> {
  const place = given ?? { path: join(dir, 'queue.db') };
  const notes = join(dir, 'notes');
  mkdirSync(notes);
  const queue = await openPlace(place);
  let [names, added] = [0, 0];
  const start = (): Worker => startWorker(place, notes, `worker-${(names += 1)}`, leaseMs);
  const feed = async (): Promise<void> => void (added += await fill(queue, workers * 3, added));
  const news = newsOf(queue);
  const living = Array.from({ length: workers }, start);
  try {
    const blows = shuffled([...repeat('kill', kills), ...repeat('freeze', freezes)]);
    for (const blow of blows) {
      const index = Math.floor(Math.random() * living.length);
      const worker = living[index];
      if (worker === undefined) throw new Error('there is no worker');
      if (blow === 'freeze')
        await freeze(worker, { news, feed, leaseMs, others: living.filter((one) => one !== worker) });
      else {
        await kill(worker, feed);
        living[index] = start();
      }
    }
    await until(async () => (await queue.stats()).states.done === added, { what: 'all items to be done' });
    for (const worker of living.splice(0)) await worker.stop();
    return { ...(await judge(queue, notes)), items: added, kills, freezes };
  } finally {
    for (const worker of living) await worker.kill();
    await queue.close();
  }
}

/** Kills a worker that has begun to work, at any moment. */
async function kill(worker: Worker, feed: () => Promise<void>): Promise<void> {
  const before = worker.notes().length;
  const works = async (): Promise<boolean> => {
    await feed();
    return worker.notes().length > before;
  };
  await until(works, { pollMs: 1, what: `${worker.name} to do something` });
  await pause(Math.random() * 25);
  await worker.kill();
}

interface Around {
  /** The events since it was asked last; asking never waits for whoever writes. */
  readonly news: () => Promise<readonly WorkEvent[]>;
  readonly feed: () => Promise<void>;
  readonly leaseMs: number;
  readonly others: readonly Worker[];
}

/** Stops a worker while it holds an item, until another one has that; then it goes on as if nothing was. */
async function freeze(worker: Worker, { news, feed, leaseMs, others }: Around): Promise<void> {
  const patience = { pollMs: 1, deadlineMs: leaseMs * 5 };
  for (let lost = false; !lost;) {
    const busy = async (): Promise<boolean> => {
      await feed();
      return heldBy(worker) !== null;
    };
    await until(busy, { pollMs: 1, what: `${worker.name} to hold an item` });
    await news();
    worker.freeze();
    // What it held may have ended between the look and the stop.
    const held = heldBy(worker);
    if (held !== null) {
      const stalled = async (): Promise<boolean> =>
        (await news()).some(({ kind, item }) => kind === 'stalled' && item === held);
      // Stopped within a write it keeps the file from all others: it goes on, and is stopped another time.
      lost = await until(stalled, patience).catch(() => false);
      if (lost) await meet(worker, { item: held, others, patience });
    }
    worker.thaw();
  }
}

/** Lets a worker go on exactly while another one works on what it had, where that is still to be had. */
async function meet(
  worker: Worker,
  {
    item,
    others,
    patience,
  }: { readonly item: string; readonly others: readonly Worker[]; readonly patience: UntilOptions },
): Promise<void> {
  const holder = await until(() => others.find((one) => heldBy(one) === item), patience).catch(() => null);
  if (holder === null) return;
  holder.freeze();
  worker.thaw();
  const before = worker.notes().length;
  const spoke = (): boolean =>
    worker
      .notes()
      .slice(before)
      .some(({ is }) => is === 'settled' || is === 'stale');
  await until(spoke, patience).catch(() => false);
  holder.thaw();
}

function newsOf(queue: Backlog): () => Promise<readonly WorkEvent[]> {
  let seen = 0;
  return async () => {
    const all = await eventsAfter(queue, seen);
    seen = all.at(-1)?.id ?? seen;
    return all;
  };
}

/** The item on which a worker has begun to work. */
function heldBy(worker: Worker): string | null {
  const last = worker.notes().at(-1);
  return last?.is === 'started' ? last.item : null;
}

/** Adds items until so many wait; some of them share a key. Tells how many were added. */
async function fill(queue: Backlog, upTo: number, from: number): Promise<number> {
  const missing = Math.max(0, upTo - (await queue.depth()));
  const drafts = Array.from({ length: missing }, (_, index) => ({
    type: 'prompt',
    payload: {},
    priority: (from + index) % 3,
    dedupKey: `item-${from + index}`,
    ...((from + index) % 3 === 0 && { limitKey: `repo-${(from + index) % 4}` }),
    onEffects: 'resume' as const,
  }));
  const outcomes = await queue.enqueue(drafts);
  if (outcomes.some(({ is }) => is !== 'enqueued')) throw new Error('the queue did not take an item');
  return missing;
}

function repeat<T>(value: T, count: number): readonly T[] {
  return Array.from({ length: count }, () => value);
}

function shuffled<T>(values: readonly T[]): readonly T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
