import type { Clock } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import { DEFAULT_LIMITS, type QueueLimits } from '../limits.ts';
import { cancelItem, forceAll, redriveItem } from './decide.ts';
import { loadDrivers } from './drivers.ts';
import { editItem } from './edit.ts';
import { enqueueAll } from './enqueue.ts';
import { claimNext } from './claim.ts';
import { allHolds, freeScope, holdScope } from './holds.ts';
import { keysOf } from './keys.ts';
import { extendLease, waiveLease } from './lease.ts';
import * as look from './look.ts';
import { createSection } from './section.ts';
import { LOCK_MS } from './moves.ts';
import { inWords } from './in-words.ts';
import { reachServer } from './server.ts';
import { settleLease } from './settle.ts';
import type { JobQueue, Store } from './store.ts';
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
  const drivers = await loadDrivers();
  const server = await reachServer(drivers, connection, onWarning);
  const keys = keysOf(prefix);
  const section = createSection(server.redis, keys, clock === undefined ? null : () => Date.parse(clock.now()));
  const queues = new Map<string, JobQueue>();
  const settings = { connection: server.redis, prefix, lockDuration: LOCK_MS, skipVersionCheck: true };
  const store: Store = {
    redis: server.redis,
    keys,
    section,
    limits: () => ({ ...DEFAULT_LIMITS, ...(typeof limits === 'function' ? limits() : limits) }),
    random,
    queueOf: (bucket) => {
      const known = queues.get(bucket);
      if (known !== undefined) return known;
      const made: JobQueue = new drivers.bullmq.Queue(bucket, settings);
      made.on('error', () => {});
      queues.set(bucket, made);
      return made;
    },
  };
  const watch = createWatch(server, keys, section);
  return inWords(server.name, {
    can: new Set(['events', 'limit-keys']),
    enqueue: (drafts) => enqueueAll(store, drafts),
    claim: (by) => claimNext(store, by),
    extend: (lease, progress) => extendLease(store, lease, progress),
    settle: (lease, outcome) => settleLease(store, lease, outcome),
    waive: (lease) => waiveLease(store, lease),
    hold: (what, until, reason) => holdScope(store, what, until, reason),
    free: (what) => freeScope(store, what),
    cancel: (id) => cancelItem(store, id),
    redrive: (id) => redriveItem(store, id),
    force: () => forceAll(store),
    edit: (id, change) => editItem(store, id, change),
    get: (name) => look.lookUp(store, name),
    list: (state) => look.listItems(store, state),
    attempts: (id) => look.attemptsOf(store, id),
    holds: () => allHolds(store),
    events: (after, limit = 1_000) => look.eventsAfter(store, after, limit),
    stats: () => look.statsOf(store),
    spent: (since) => look.spentSince(store, since),
    lanes: () => look.lanesNow(store),
    depth: () => look.depthOf(store),
    inProgress: (dedupKey) => look.inProgressOf(store, dedupKey),
    prune: (of) => look.pruneItems(store, of),
    changed: (signal) => watch.changed(signal),
    close: async () => {
      watch.close();
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      server.redis.disconnect();
    },
  });
}
