import { join } from 'node:path';
import type { Lease } from '../../packages/contracts/src/index.ts';
import { createMemoryQueue, openSqliteQueue, type Backlog, type QueueLimits } from '../../packages/queue/src/index.ts';
import { PAYLOAD, type Contender } from './contender.ts';

/** Nothing but the queue itself is to be measured. */
export const NO_LIMITS: Partial<QueueLimits> = { cap: 10_000_000, running: 1_000_000, startsPerHour: 1_000_000_000 };

/**
 * A minute goes by at each claim: so much work comes in an hour as is allowed by default, and no more starts are to be
 * remembered than in life.
 */
export function minuteClock(): { now(): string; claimed(): void } {
  let ms = Date.parse('2026-01-01T00:00:00.000Z');
  return { now: () => new Date(ms).toISOString(), claimed: () => void (ms += 60_000) };
}

/** Longer than everything that is measured. */
export const LEASE_MS = 1e12;

/** In a file, waiting for the disk at every commit. */
export function openFile(folder: string): Contender {
  const clock = minuteClock();
  return contender('ccx, SQLite FULL', openSqliteQueue(join(folder, 'ccx.db'), { limits: NO_LIMITS, clock }), clock);
}

/** The same engine without a disk. */
export function openMemory(): Contender {
  const clock = minuteClock();
  return contender('ccx, in memory', createMemoryQueue({ limits: NO_LIMITS, clock }), clock);
}

export async function addItems(queue: Backlog, count: number, limitKey = '', priority = 10): Promise<void> {
  const draft = { type: 'prompt', payload: PAYLOAD, priority, limitKey, onEffects: 'resume' } as const;
  const outcomes = await queue.enqueue(Array.from({ length: count }, () => draft));
  if (outcomes.some(({ is }) => is !== 'enqueued')) throw new Error('not all were taken');
}

function contender(name: string, queue: Backlog, clock: { claimed(): void }): Contender {
  const claim = async (): Promise<Lease> => {
    const { lease } = await queue.claim({ worker: 'bench', lanes: ['auto'], leaseMs: LEASE_MS });
    clock.claimed();
    if (lease === null) throw new Error('nothing to do');
    return lease;
  };
  const end = async (lease: Lease): Promise<void> => {
    if ((await queue.settle(lease, { is: 'done', result: null })) !== 'settled') throw new Error('stale');
  };
  return {
    name,
    add: async (count) => await addItems(queue, count),
    // As a worker of BullMQ: the work itself adds an item, and its completion asks for the next one at the same time.
    work: async (items, concurrency) => {
      let left = items - concurrency;
      const start = performance.now();
      const loop = async (): Promise<void> => {
        for (let lease: Lease | null = await claim(); lease !== null;) {
          await addItems(queue, 1);
          left -= 1;
          const [next]: readonly [Lease | null, void] = await Promise.all([left < 0 ? null : claim(), end(lease)]);
          lease = next;
        }
      };
      await Promise.all(Array.from({ length: concurrency }, loop));
      return performance.now() - start;
    },
    close: async () => await queue.close(),
  };
}
