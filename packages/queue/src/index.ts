export type {
  Backlog,
  BacklogStats,
  EndState,
  WorkAttempt,
  WorkChange,
  WorkEvent,
  WorkEventKind,
  WorkHold,
} from './backlog.ts';
export type { Backoff, QueueLimits } from './limits.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export type { QueueOptions } from './engine/open-backlog.ts';
export type { QueueTime } from './engine/queue-time.ts';
export { openSqliteQueue } from './sqlite-queue.ts';
export { createMemoryQueue } from './memory-queue.ts';
export type { RateLimiterOptions } from './rate-limiter.ts';
export { createRateLimiter } from './rate-limiter.ts';
