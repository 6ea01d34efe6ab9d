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
export type { Lane, LaneNeedOptions } from './lane-need.ts';
export { laneNeed, parseLane } from './lane-need.ts';
export type { ManagerConfig, WorkCaps } from './manager/config.ts';
export { DEFAULT_CONFIG } from './manager/config.ts';
export type {
  LookingRouter,
  ManagerOptions,
  NeedOf,
  WorkEnd,
  WorkManager,
  WorkStatus,
} from './manager/manager-options.ts';
export type { LookBack, PastRun } from './manager/look-back.ts';
export { createManager } from './manager/create-manager.ts';
export type { PromptPayload } from './handlers/prompt-payload.ts';
export type { PromptHandlerOptions } from './handlers/prompt.ts';
export { createPromptHandler } from './handlers/prompt.ts';
export type { CommandHandlerOptions, CommandPayload } from './handlers/command.ts';
export { createCommandHandler } from './handlers/command.ts';
export type { Plan, PlanEntry, PlanOptions } from './plan/plan-options.ts';
export { planBacklog } from './plan/plan-backlog.ts';
export { createEstimates } from './plan/estimates.ts';
export type { BullmqOptions } from './bullmq/create-bullmq-queue.ts';
export { createBullmqQueue } from './bullmq/create-bullmq-queue.ts';
export { migrateBullmqQueue } from './bullmq/migrate-bullmq-queue.ts';
