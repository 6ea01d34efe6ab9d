import { describe } from 'vitest';
import { clockPoint } from './points/clock.ts';
import { deadListPoint } from './points/dead-list.ts';
import { dedupPoint } from './points/dedup.ts';
import { enqueuePoint } from './points/enqueue.ts';
import { eventsPoint } from './points/events.ts';
import { fencingPoint } from './points/fencing.ts';
import { leasePoint } from './points/lease.ts';
import { limitsPoint } from './points/limits.ts';
import { lostPoint } from './points/lost.ts';
import { orderPoint } from './points/order.ts';
import { pausePoint } from './points/pause.ts';
import { ratePoint } from './points/rate.ts';
import { retryPoint } from './points/retry.ts';
import { schedulePoint } from './points/schedule.ts';
import { sizesPoint } from './points/sizes.ts';
import { statsPoint } from './points/stats.ts';
import { fresh, type Fresh, type Open } from './subject.ts';

export type Point = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16;

/** What a queue has to do, by number. */
const POINTS: Readonly<Record<Point, readonly [string, (open: Fresh) => void]>> = {
  1: ['every draft is answered', enqueuePoint],
  2: ['there is one order', orderPoint],
  3: ['a dedup key belongs to one living item', dedupPoint],
  4: ['an old token opens nothing', fencingPoint],
  5: ['a lease lasts as long as it is renewed', leasePoint],
  6: ['the end of a try decides what comes next', retryPoint],
  7: ['limits hold', limitsPoint],
  8: ['the rate holds', ratePoint],
  9: ['work is paused, resumed, drained and cancelled', pausePoint],
  10: ['work comes at its time, again, and after other work', schedulePoint],
  11: ['what was given up can be mended', deadListPoint],
  12: ['events tell what happened', eventsPoint],
  13: ['what a lost worker held is done by others', lostPoint],
  14: ['clocks that jump change no lease', clockPoint],
  15: ['sizes are limited and secrets are not told', sizesPoint],
  16: ['everything is counted', statsPoint],
};

const ALL: readonly Point[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

/**
 * Proves that a queue keeps what is promised of every queue.
 *
 * @param points those that this one promises. Within them, what `can` does not name is left out.
 */
export function queueSuite(name: string, open: Open, points: readonly Point[] = ALL): void {
  describe(`${name}`, () => {
    for (const point of points) {
      const [title, prove] = POINTS[point];
      describe(`${point}. ${title}`, () => {
        prove(fresh(open));
      });
    }
  });
}
