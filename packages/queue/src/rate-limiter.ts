import type { Clock, RateLimiter } from '@ccx/contracts';
import { Database } from './engine/database.ts';
import { instantAt, systemTime, timeOf } from './engine/queue-time.ts';
import { bringBack, rateState, spendStart } from './engine/rate.ts';

export interface RateLimiterOptions {
  /** How many within any window. */
  readonly max: number;
  /** In milliseconds. @default an hour */
  readonly windowMs?: number;
  /** The file that remembers, also after a crash and for other processes: a queue's or one of its own. @default memory */
  readonly path?: string;
  /** Limiters of one name in one file count together. @default `limiter` */
  readonly name?: string;
  readonly clock?: Pick<Clock, 'now'>;
}

/**
 * Of any window of time at most so many: a sliding window, so that no edge of a window lets twice as many pass.
 *
 * @example
 * const limiter = createRateLimiter({ max: 60, path: '/home/ada/.local/state/ccx/queue.db' });
 * const taken = await limiter.take(); // { allowed: true }, or { allowed: false, nextAt: '2026-11-22T04:10:00.000Z' }
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter & { close(): void } {
  const { max, windowMs = 3_600_000, path = ':memory:', name = 'limiter', clock } = options;
  const db = new Database(path, {});
  const time = clock === undefined ? systemTime() : timeOf(clock);
  const window = { name: `limiter ${name}`, max, windowMs };
  return {
    take: async () =>
      db.write(() => {
        const now = time.wall();
        bringBack(db, window, now);
        const { left, nextAt } = rateState(db, window, now);
        if (left < 1) return { allowed: false, nextAt: instantAt(nextAt ?? now + windowMs) };
        spendStart(db, window, now, null);
        return { allowed: true };
      }),
    remaining: async () => db.read(() => rateState(db, window, time.wall()).left),
    close: () => db.close(),
  };
}
