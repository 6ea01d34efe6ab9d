import { CcxError, type WorkItem, type WorkState } from '@ccx/contracts';
import type { Job } from 'bullmq';
import type { QueueLimits } from '../limits.ts';
import { standing, workItem, type JobData, type Kept, type Running } from './kept.ts';
import type { RankRange, RankTable, Records } from './records.ts';
import type { Change, Section } from './section.ts';
import type { JobQueue, Server } from './server.ts';

/** What every part of the adapter works with. */
export interface Store {
  readonly server: Server;
  readonly records: Records;
  readonly section: Section;
  /** Asked anew each time: a person may change them while somebody works. */
  readonly limits: () => QueueLimits;
  readonly random: () => number;
  /** BullMQ's queue of a bucket. */
  readonly queueOf: (bucket: string) => JobQueue;
}

/** An item, its job and the job's state. */
export interface Found {
  readonly kept: Kept;
  readonly job: Job<JobData>;
  readonly state: WorkState;
}

export async function keptOf({ records }: Store, id: string): Promise<Kept | null> {
  return parsed<Kept>(await records.text('items', id));
}

/** In the order of the ids; those that are not there are left out. */
export async function keptOfAll({ records }: Store, ids: readonly string[]): Promise<readonly Kept[]> {
  const texts = await records.texts('items', ids);
  return texts.map((text) => parsed<Kept>(text)).filter((kept) => kept !== null);
}

/** `null` for an item that is not there, or of which a crash left only a trace. */
export async function find(store: Store, id: string): Promise<Found | null> {
  const kept = await keptOf(store, id);
  return kept === null ? null : findKept(store, kept);
}

export async function findKept(store: Store, kept: Kept): Promise<Found | null> {
  const queue = store.queueOf(kept.bucket);
  const [job, state] = await Promise.all([queue.getJob(kept.id), queue.getJobState(kept.id)]);
  return job === undefined ? null : { kept, job, state: standing(state, kept) };
}

/** @throws {CcxError} `not_found` */
export async function mustFind(store: Store, id: string): Promise<Found> {
  const found = await find(store, id);
  if (found !== null) return found;
  throw new CcxError('not_found', `No item of the queue is "${id}".`, { hint: 'ccx queue list --all' });
}

export function itemOf({ kept, job, state }: Found): WorkItem {
  return workItem(kept, job, state);
}

/** Keeps what changed of an item. */
export function keep(by: Change, kept: Kept, change: Partial<Kept> = {}): Kept {
  const after = { ...kept, ...change };
  by.put('set', 'items', kept.id, JSON.stringify(after));
  return after;
}

/** All leases, by the ids of their items. */
export async function runningNow({ records }: Store): Promise<ReadonlyMap<string, Running>> {
  return new Map(
    [...(await records.allTexts('running'))].flatMap(([id, text]) => {
      const running = parsed<Running>(text);
      return running === null ? [] : [[id, running] as const];
    }),
  );
}

export async function leaseOn({ records }: Store, id: string): Promise<Running | null> {
  return parsed<Running>(await records.text('running', id));
}

export function bucketNames(store: Store): Promise<readonly string[]> {
  return fieldsOf(store, 'buckets');
}

export async function fieldsOf({ records }: Store, table: RankTable, range?: RankRange): Promise<readonly string[]> {
  return (await records.ranked(table, range)).map(({ field }) => field);
}

/** What this package wrote there. */
export function parsed<T>(text: string | null | undefined): T | null {
  if (text === null || text === undefined) return null;
  try {
    const value: T = JSON.parse(text);
    return value;
  } catch (cause) {
    throw new CcxError('internal', 'The queue holds a text that is no JSON where JSON is expected.', { cause });
  }
}
