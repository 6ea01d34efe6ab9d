import type { Clock, Lease, WorkDraft } from '@ccx/contracts';
import { onTestFinished } from 'vitest';
import type { Backlog, QueueLimits } from '../../src/index.ts';

/** What a test wants to be different from a queue as it is by itself. */
export interface OpenOptions {
  readonly limits?: Partial<QueueLimits> | (() => Partial<QueueLimits>);
  readonly random?: () => number;
  /** Its time is read as from a machine whose clock can be set wrong: see {@link Opened.machine}. */
  readonly machine?: boolean;
}

/** The hands of the time that a queue under test goes by. */
export interface Hands extends Pick<Clock, 'now'> {
  advance(ms: number): Promise<void>;
}

/** A queue under test. */
export interface Opened {
  readonly queue: Backlog;
  /** Another connection to the same work, as a second process has one; absent where there can be none. */
  readonly second?: () => Promise<Backlog>;
  readonly clock: Hands;
  /** What may happen to a machine's clock; absent where the queue does not go by the machine's. */
  readonly machine?: {
    /** Sets the clock on the wall forward, or back; time itself does not pass. */
    setClock(byMs: number): void;
    /** The machine starts anew: what counted from its last start counts from 0. */
    reboot(): void;
  };
}

export type Open = (options: OpenOptions) => Promise<Opened>;

/** Opens what a test works on, closed when the test is over. */
export type Fresh = (options?: OpenOptions) => Promise<Opened>;

/** Room in all respects, for tests that are about something else. */
export const ROOMY: Partial<QueueLimits> = { running: 1000, startsPerHour: 100_000 };

export function fresh(open: Open): Fresh {
  return async (options = {}) => {
    const opened = await open(options);
    closeAfterwards(opened.queue);
    const { second } = opened;
    if (second === undefined) return opened;
    return { ...opened, second: async () => closeAfterwards(await second()) };
  };
}

function closeAfterwards(queue: Backlog): Backlog {
  onTestFinished(() => queue.close());
  return queue;
}

export function draft(change: Partial<WorkDraft> = {}): WorkDraft {
  return { type: 'prompt', payload: { text: 'Tidy up.' }, priority: 10, onEffects: 'resume', ...change };
}

/** Enqueues what must be taken, and tells the ids. */
export async function add(queue: Backlog, ...changes: readonly Partial<WorkDraft>[]): Promise<readonly string[]> {
  const outcomes = await queue.enqueue(changes.map(draft));
  return outcomes.map((outcome) => {
    if (outcome.is !== 'enqueued') throw new Error(`not enqueued: ${JSON.stringify(outcome)}`);
    return outcome.id;
  });
}

/** As {@link add}, of one item. */
export async function addOne(queue: Backlog, change: Partial<WorkDraft> = {}): Promise<string> {
  const [id = ''] = await add(queue, change);
  return id;
}

export const LEASE_MS = 60_000;
const MINUTE_MS = 60_000;

export interface ClaimBy {
  readonly worker?: string;
  readonly lanes?: readonly string[];
  readonly leaseMs?: number;
  readonly agentless?: readonly string[];
}

/** A claim of the lane `auto`, unless said otherwise. */
export function ask(queue: Backlog, by: ClaimBy = {}): ReturnType<Backlog['claim']> {
  return queue.claim({ worker: 'w1', lanes: ['auto'], leaseMs: LEASE_MS, ...by });
}

export async function take(queue: Backlog, by: ClaimBy = {}): Promise<Lease | null> {
  return (await ask(queue, by)).lease;
}

/** A claim that must find something. */
export async function mustTake(queue: Backlog, by: ClaimBy = {}): Promise<Lease> {
  const { lease, nextAt } = await ask(queue, by);
  if (lease === null) throw new Error(`nothing to claim before ${nextAt ?? 'something changes'}`);
  return lease;
}

/** Everything that can be claimed now, in the order in which it was; the leases stay open. */
export async function takeAll(queue: Backlog, by: ClaimBy = {}): Promise<readonly Lease[]> {
  const leases: Lease[] = [];
  for (let lease = await take(queue, by); lease !== null; lease = await take(queue, by)) leases.push(lease);
  return leases;
}

export function done(queue: Backlog, lease: Lease, result: unknown = null): Promise<'settled' | 'stale'> {
  return queue.settle(lease, { is: 'done', result });
}

export async function stateOf(queue: Backlog, id: string): Promise<string | undefined> {
  return (await queue.get(id))?.state;
}

/** What has happened, to one item or to all, as the kinds of its events. */
export async function kinds(queue: Backlog, id?: string): Promise<readonly string[]> {
  const events = await queue.events(0, 100_000);
  return events.filter(({ item }) => id === undefined || item === id).map(({ kind }) => kind);
}

export async function ids(queue: Backlog, state?: Parameters<Backlog['list']>[0]): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { id } of queue.list(state)) found.push(id);
  return found;
}

export function minutes(count: number): number {
  return count * MINUTE_MS;
}

export function later(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString();
}

/** How many milliseconds an item still has to wait, when it is the only one; `null` where no time will change that. */
export async function waitMs(queue: Backlog, clock: Hands, by: ClaimBy = {}): Promise<number | null> {
  const { lease, nextAt } = await ask(queue, by);
  if (lease !== null) throw new Error(`#${lease.item.seq} did not wait`);
  return nextAt === null ? null : Date.parse(nextAt) - Date.parse(clock.now());
}
