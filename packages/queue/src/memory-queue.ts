import type { Backlog } from './backlog.ts';
import { openBacklog, type QueueOptions } from './engine/open-backlog.ts';

/** A queue that ends with its process: for tests, for plans, and for work that needs no tomorrow. The same engine. */
export function createMemoryQueue(options: QueueOptions = {}): Backlog {
  return openBacklog(':memory:', options);
}
