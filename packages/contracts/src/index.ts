export type { Clock, Instant } from './time.ts';
export { instantFromMs } from './time.ts';
export type { Env, ProcessId } from './process.ts';
export type { CcxErrorCode, CcxErrorJson, CcxErrorOptions } from './error.ts';
export { CcxError } from './error.ts';

export type { AgentFacts, AgentKind } from './agent.ts';
export { AGENT_KINDS, AGENTS, hasApiKey, isAgentKind, isKnownGood } from './agent.ts';
export type { RecognisedAgent } from './recognise-agent.ts';
export { recogniseAgent } from './recognise-agent.ts';
export type { Account, AuthState, Billing, LoginName, Usability, UsabilityCheck, VendorLogin } from './account.ts';
export { accountId, isSameLogin } from './account.ts';
export type {
  PlanTier,
  Profile,
  ProfileHealth,
  ProfileHealthStore,
  ProfileLimits,
  ProfileRegistry,
  WeeklyAnchor,
} from './profile.ts';
export type { AgentEnv } from './agent-env.ts';
export { agentEnv } from './agent-env.ts';
export type { CcxPaths } from './paths.ts';
export { ccxPaths } from './paths.ts';
export type { Shell, ShellEmitter } from './shell.ts';
export { parseShell, SHELLS } from './shell.ts';

export type {
  AccountLogin,
  LimitSignal,
  ModelDiscovery,
  QuotaCache,
  QuotaProblem,
  QuotaReading,
  QuotaSnapshot,
  QuotaSource,
  QuotaSourceId,
  QuotaState,
  QuotaWindow,
} from './quota.ts';
export { DEFAULT_QUOTA_STALE_MS, MODEL_FRESH_MS } from './quota.ts';
export type { QuotaHistory, QuotaSample } from './quota-history.ts';
export type { ResetTimeContext } from './reset-time.ts';
export { parseResetTime } from './reset-time.ts';
export type { Zone } from './time-zone.ts';
export { namedZone } from './time-zone.ts';

export type { AgentEvent, AgentEventBase, AgentEventBody, EventParser } from './event.ts';
export type { Failure, FailureClass } from './failure.ts';
export { NOTHING_SAID, type RunSummary } from './summary.ts';
export type { ClassifyContext, Dialect, ParserOptions, Summarizer } from './dialect.ts';
export type {
  Deadline,
  Permission,
  RunAttempt,
  RunHandle,
  RunObserver,
  RunOptions,
  RunOutcome,
  RunRequest,
  RunResult,
  RunTarget,
  RunWorktree,
  Runner,
} from './run.ts';
export { allTries } from './run-tries.ts';
export { createRedactor } from './redact.ts';
export type { Reservation, RunLedger, RunRecord } from './ledger.ts';
export type {
  Candidate,
  HeadroomRecommendation,
  ProfileQuota,
  RecommendationEvent,
  Route,
  Router,
  RoutingDecision,
  RunNeed,
} from './routing.ts';

export type {
  EnqueueOutcome,
  Lease,
  WorkDraft,
  WorkItem,
  WorkOutcome,
  WorkProgress,
  WorkRecurrence,
  WorkState,
} from './work.ts';
export type { RateLimiter, WorkQueue, WorkScope } from './work-queue.ts';
export type { AgentProcess, Manager, ManagerStatus, SkipAgent, WorkFollowUp, WorkHandler } from './work-manager.ts';

export type { FleetEnricher, FleetExtras, FleetMember, FleetState, TerminalPane, TmuxPane } from './fleet.ts';
export type {
  ScanBatch,
  SessionCost,
  Usage,
  UsageRecord,
  UsageScanner,
  UsageStore,
  UsageTurn,
  WorkFolder,
} from './usage.ts';
export { totalTokens } from './usage.ts';
export type { CountedFields } from './counted-records.ts';
export { countedRecords } from './counted-records.ts';
export type { TimeRange, UsageDimension, UsageQuery, UsageReader, UsageRow } from './usage-query.ts';
export type { PricedCall, PricingTable } from './pricing.ts';
export { PROMPT_STEPS, promptStep } from './pricing.ts';
export type { HookEvent, HookStore } from './hook.ts';
export type { SessionFinalizePayload, SessionQuery, SessionStatus, SessionStore, SessionTelemetry } from './session.ts';
export type { DaemonStatus } from './daemon.ts';
export type { DoctorCheck, Finding } from './doctor.ts';
