import type { QueueLimits } from '../limits.ts';
import type { Database } from './database.ts';
import type { Journal } from './journal.ts';
import type { QueueTime } from './queue-time.ts';

/** What every part of the queue works with. */
export interface Engine {
  readonly db: Database;
  readonly time: QueueTime;
  /** Asked anew each time: a person may change them while somebody works. */
  readonly limits: () => QueueLimits;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly journal: Journal;
}
