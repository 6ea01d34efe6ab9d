import type { Clock } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import { DEFAULT_LIMITS, type QueueLimits } from '../limits.ts';
import { claimNext } from './claim.ts';
import { Database, type DatabaseOptions } from './database.ts';
import { cancelItem, forceAll, redriveItem } from './decide.ts';
import { editItem } from './edit.ts';
import type { Engine } from './engine.ts';
import { countOf, enqueueAll } from './enqueue.ts';
import { allHolds, freeScope, holdScope } from './holds.ts';
import { createJournal } from './journal.ts';
import { extendLease, waiveLease } from './lease.ts';
import { attemptsOf, inProgressOf, lanesNow, listItems, spentSince, statsOf } from './look.ts';
import { withCost } from './items.ts';
import { lookUp } from './lookup.ts';
import { pruneItems } from './prune.ts';
import { systemTime, timeOf, type QueueTime } from './queue-time.ts';
import { settleLease } from './settle.ts';
import { bringUpToDate } from './tick.ts';
import { createWatch } from './watch.ts';

/** How a queue of ours is opened. */
export interface QueueOptions extends DatabaseOptions {
  /** What differs from {@link DEFAULT_LIMITS}; a function is asked at each step, so that changes count at once. */
  readonly limits?: Partial<QueueLimits> | (() => Partial<QueueLimits>);
  /** A time that can be turned, also for leases. @default the machine's */
  readonly clock?: Pick<Clock, 'now'>;
  /** Instead of `clock`, where walls and leases shall have different times. */
  readonly time?: QueueTime;
  /** From 0 to below 1, for jitter. @default Math.random */
  readonly random?: () => number;
}

/** The one engine of ours, over a file or over memory. */
export function openBacklog(path: string, options: QueueOptions): Backlog {
  const { limits = {}, clock, random = Math.random } = options;
  const db = new Database(path, options);
  const engine: Engine = {
    db,
    time: options.time ?? (clock === undefined ? systemTime() : timeOf(clock)),
    limits: () => ({ ...DEFAULT_LIMITS, ...(typeof limits === 'function' ? limits() : limits) }),
    random,
    journal: createJournal(db),
  };
  const now = <T>(look: () => T): T => {
    bringUpToDate(engine);
    return db.read(look);
  };
  const watch = createWatch(db, path !== ':memory:');
  return {
    can: new Set(['after', 'cron', 'events', 'limit-keys']),
    enqueue: async (drafts) => enqueueAll(engine, drafts),
    claim: async (by) => claimNext(engine, by),
    extend: async (lease, progress) => extendLease(engine, lease, progress),
    settle: async (lease, outcome) => settleLease(engine, lease, outcome),
    waive: async (lease) => waiveLease(engine, lease),
    hold: async (what, until, reason) => holdScope(engine, what, until, reason),
    free: async (what) => freeScope(engine, what),
    cancel: async (id) => cancelItem(engine, id),
    redrive: async (id) => redriveItem(engine, id),
    force: async () => forceAll(engine),
    edit: async (id, change) => editItem(engine, id, change),
    get: async (name) =>
      now(() => {
        const found = lookUp(db, name);
        return found === null ? null : withCost(db, found.item);
      }),
    list: (state) => listItems(engine, state),
    attempts: async (id) => now(() => attemptsOf(engine, id)),
    holds: async () => now(() => allHolds(engine)),
    events: async (after, limit = 1_000) => db.read(() => engine.journal.after(after, limit)),
    stats: async () => now(() => statsOf(engine)),
    spent: async (since) => db.read(() => spentSince(engine, since)),
    lanes: async () => db.read(() => lanesNow(engine)),
    depth: async () => now(() => countOf(db, ['waiting', 'delayed'])),
    inProgress: async (dedupKey) => now(() => inProgressOf(engine, dedupKey)),
    prune: async (of) => pruneItems(engine, of),
    changed: (signal) => watch.changed(signal),
    close: async () => db.close(),
  };
}
