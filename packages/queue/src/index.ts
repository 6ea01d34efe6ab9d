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
