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
export type { EntryKey, WorkEntry } from './batch/work-entry.ts';
export type { CheckedEntry, EntryProblem } from './batch/check-entry.ts';
export { checkEntry } from './batch/check-entry.ts';
export type { Batch, BatchEntry, BatchFormat } from './batch/read-batch.ts';
export { batchFormat, readBatch } from './batch/read-batch.ts';
export { batchOrder } from './batch/batch-order.ts';
export type { LineProblem } from './batch/written-entry.ts';
export type { MomentContext } from './batch/moment-of.ts';
export { momentOf } from './batch/moment-of.ts';
export { nearestKey } from './batch/nearest-key.ts';
export type { DraftPlace } from './batch/work-draft.ts';
export { DEFAULT_PRIORITY, DEFAULT_VERIFY_ROUNDS, workDraft } from './batch/work-draft.ts';
