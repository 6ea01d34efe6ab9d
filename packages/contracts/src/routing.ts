import type { AuthState } from './account.ts';
import type { AgentKind } from './agent.ts';
import type { Reservation } from './ledger.ts';
import type { QuotaSnapshot, QuotaWindow } from './quota.ts';
import type { RunAttempt, RunTarget } from './run.ts';
import type { Instant } from './time.ts';

/** What a run needs of an account. */
export interface RunNeed {
  readonly agents: readonly AgentKind[];
  /** Account ids to choose from; empty means all. */
  readonly only: readonly string[];
  /** Accounts outside `only` are never used, not even by failover. */
  readonly pinned: boolean;
  readonly model: string | null;
  /** `false` keeps the person's reserve free. */
  readonly attended: boolean;
}

/** An account that was looked at, with the parts of its score. */
export interface Candidate {
  readonly target: RunTarget;
  readonly score: number | null;
  readonly parts: Readonly<Record<string, number>>;
  /** Why it cannot be used, and until when where that is known. */
  readonly blocked: { readonly reason: string; readonly until: Instant | null } | null;
}

/** A router's answer: a reserved target, or when the earliest one comes back. */
export interface Route {
  readonly reservation: Reservation | null;
  readonly earliest: Instant | null;
  readonly candidates: readonly Candidate[];
}

export interface Router {
  /** The next target for a run that has made the attempts `before`. */
  next(need: RunNeed, before: readonly RunAttempt[]): Promise<Route>;
}

/** Whether one snapshot speaks for an account. */
export interface RoutingDecision {
  readonly prefer: boolean;
  readonly snapshotPresent: boolean;
  readonly fresh: boolean;
  readonly ageMs: number;
  readonly snapshot: QuotaSnapshot | null;
  readonly reason: string;
}

/** A profile's place in a ranking. */
export interface HeadroomRecommendation {
  readonly profile: string;
  readonly score: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly headroomPercent: number | null;
  readonly available: boolean;
  readonly reason: string;
  readonly cooldownUntil: Instant | null;
  readonly authStatus: AuthState;
}

/** A profile crossed a threshold of pressure upwards. */
export interface RecommendationEvent {
  readonly profile: string;
  readonly level: 'warn' | 'soft' | 'hard';
  readonly reason: string;
  /** A profile with more headroom; absent where none has. */
  readonly suggested?: string;
  readonly quota5hPercent: number | null;
  readonly quotaWeeklyPercent: number | null;
  readonly timestamp: Instant;
}

/** Quota from counted turns, the last resort; both windows are always there. */
export interface ProfileQuota {
  readonly profile: string;
  readonly planTier: string | null;
  readonly session: QuotaWindow;
  readonly weekly: QuotaWindow;
}
