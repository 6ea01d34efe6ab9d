import type { Clock } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import { DEFAULT_LIMITS, type QueueLimits } from '../limits.ts';
import { cancelItem, forceAll, redriveItem } from './decide.ts';
import { createDoor } from './door.ts';
import { editItem } from './edit.ts';
import { enqueueAll } from './enqueue.ts';
import { claimNext } from './claim.ts';
import { allHolds, freeScope, holdScope } from './holds.ts';
import { extendLease, waiveLease } from './lease.ts';
import * as look from './look.ts';
import { pruneItems } from './prune.ts';
import { createSection } from './section.ts';
import { reachServer } from './reach-server.ts';
import { settleLease } from './settle.ts';
import type { Store } from './store.ts';
import { createWatch } from './watch.ts';

export interface BullmqOptions {
  /** The server: `redis://host:6379/0`, `rediss://…`. */
  readonly connection: string;
  /** What differs from {@link DEFAULT_LIMITS}; a function is asked at each step, so that changes count at once. */
  readonly limits?: Partial<QueueLimits> | (() => Partial<QueueLimits>);
  /** Before all that the queue keeps there; queues of different prefixes share nothing. @default `ccx` */
  readonly prefix?: string;
  /** Told once of each thing by which the server may lose work. */
  readonly onWarning?: (warning: string) => void;
  /** Instead of the server's clock. */
  readonly clock?: Pick<Clock, 'now'>;
  /** From 0 to below 1, for jitter. @default Math.random */
  readonly random?: () => number;
}

/**
 * A queue on a Redis server, on BullMQ, which many machines may work at. Its jobs, their order, their delays and their
 * locks are BullMQ's; what BullMQ has no place for lies beside them on the same server.
 *
 * @throws {CcxError} `invalid_config` where `bullmq` or `ioredis` is not installed, `invalid_argument`, `io_failed`
 * @example
 * const queue = await createBullmqQueue({ connection: 'redis://queue.example:6379/0' });
 */
export async function createBullmqQueue(options: BullmqOptions): Promise<Backlog> {
  const { connection, limits = {}, prefix = 'ccx', clock, random = Math.random, onWarning = () => {} } = options;
  const server = await reachServer(connection, prefix, onWarning);
  const section = createSection(server, clock === undefined ? null : () => Date.parse(clock.now()));
  const store: Store = {
    server,
    records: server.records,
    section,
    limits: () => ({ ...DEFAULT_LIMITS, ...(typeof limits === 'function' ? limits() : limits) }),
    random,
    queueOf: (bucket) => server.queueOf(bucket),
  };
  const watch = createWatch(server, section);
  const door = createDoor(server.name);
  const ask = <T>(work: () => Promise<T>): Promise<T> => door.ask(work);
  return {
    can: new Set(['events', 'limit-keys']),
    enqueue: (drafts) => ask(() => enqueueAll(store, drafts)),
    claim: (by) => ask(() => claimNext(store, by)),
    extend: (lease, progress) => ask(() => extendLease(store, lease, progress)),
    settle: (lease, outcome) => ask(() => settleLease(store, lease, outcome)),
    waive: (lease) => ask(() => waiveLease(store, lease)),
    hold: (what, until, reason) => ask(() => holdScope(store, what, until, reason)),
    free: (what) => ask(() => freeScope(store, what)),
    cancel: (id) => ask(() => cancelItem(store, id)),
    redrive: (id) => ask(() => redriveItem(store, id)),
    force: () => ask(() => forceAll(store)),
    edit: (id, change) => ask(() => editItem(store, id, change)),
    get: (name) => ask(() => look.lookUp(store, name)),
    list: (state) => door.each(() => look.listItems(store, state)),
    attempts: (id) => ask(() => look.attemptsOf(store, id)),
    holds: () => ask(() => allHolds(store)),
    events: (after, limit = 1_000) => ask(() => look.eventsAfter(store, after, limit)),
    stats: () => ask(() => look.statsOf(store)),
    spent: (since) => ask(() => look.spentSince(store, since)),
    lanes: () => ask(() => look.lanesNow(store)),
    depth: () => ask(() => look.depthOf(store)),
    inProgress: (dedupKey) => ask(() => look.inProgressOf(store, dedupKey)),
    prune: (of) => ask(() => pruneItems(store, of)),
    changed: (signal) => watch.changed(signal),
    close: async () => {
      watch.close();
      if (await door.close()) await server.close();
    },
  };
}
