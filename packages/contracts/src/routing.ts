import type { AuthState } from './account.ts';
import type { AgentKind } from './agent.ts';
import type { Reservation } from './ledger.ts';
import type { QuotaSnapshot, QuotaSourceId, QuotaWindow } from './quota.ts';
import type { RunAttempt, RunTarget } from './run.ts';
import type { Instant } from './time.ts';

/** What a run needs of an account. */
export interface RunNeed {
  /** Agents that may do it, the preferred one first. */
  readonly agents: readonly AgentKind[];
  /** Account ids to choose from; empty means all of `agents`. */
  readonly only: readonly string[];
  /** Accounts outside `only` are never used, not even by failover. */
  readonly pinned: boolean;
  /**
   * The model that is asked for, by a name of the first of `agents`: others' accounts take their own default. `null` lets
   * every model's own window out of account.
   */
  readonly model: string | null;
  /** `false` keeps the person's reserve free. */
  readonly attended: boolean;
  /**
   * Account ids in the order of a person's wish: one of a later group is used only where none of an earlier group can
   * be. Accounts that no group names come last. Absent: the order of `agents`, and the scores among each agent's.
   */
  readonly groups?: readonly (readonly string[])[];
  /** Account ids that a person named: used also where they are held back from choice. Absent: `only`, where `pinned`. */
  readonly named?: readonly string[];
}

/** An account that was looked at, with the parts of its score. */
export interface Candidate {
  readonly target: RunTarget;
  /** Higher is better; `null` where it is blocked or nothing is known. */
  readonly score: number | null;
  /** What the score is the sum of, by name. */
  readonly parts: Readonly<Record<string, number>>;
  /**
   * Why it cannot be used, and until when where that is known. `endsBy`: what ends it, time, a person who acts, or
   * nothing within this run; absent where that is not known.
   */
  readonly blocked: {
    readonly reason: string;
    readonly until: Instant | null;
    readonly endsBy?: 'time' | 'person' | 'never';
  } | null;
  /** What is known of its login; absent where nobody asked. */
  readonly auth?: AuthState;
  /** The window that decided, and how old its number is; `null` where none is known, absent where none was asked for. */
  readonly binding?: {
    readonly windowId: string;
    readonly usedPercent: number | null;
    readonly resetsAt: Instant | null;
    readonly source: QuotaSourceId;
    readonly ageMs: number;
  } | null;
  /** What a person should know beside the numbers, e.g. "at this pace used up by Mon 14:00"; absent is nothing. */
  readonly notes?: readonly string[];
  /** Names of profiles that are the same account at the vendor: one quota, one reservation. Absent is none. */
  readonly sharedWith?: readonly string[];
}

/** A router's answer: a reserved target, or when the earliest one comes back. */
export interface Route {
  /** `null` where none has room. */
  readonly reservation: Reservation | null;
  /** When the first candidate comes back; `null` is unknown, or there is a reservation. */
  readonly earliest: Instant | null;
  /** Every account that was looked at, the best first. */
  readonly candidates: readonly Candidate[];
}

/** Chooses accounts; asks its ports, reserves through the ledger. */
export interface Router {
  /** The next target for a run that has made the attempts `before`. */
  next(need: RunNeed, before: readonly RunAttempt[]): Promise<Route>;
  /** The same answer without a reservation, for whoever only looks. Absent: this router can only choose. */
  look?(need: RunNeed, before?: readonly RunAttempt[]): Promise<Route>;
}

/** Whether one snapshot speaks for an account. */
export interface RoutingDecision {
  /** Whether the account may be chosen on this evidence. */
  readonly prefer: boolean;
  readonly snapshotPresent: boolean;
  /** Younger than {@link DEFAULT_QUOTA_STALE_MS}, or what the caller asked for. */
  readonly fresh: boolean;
  /** Age of the numbers that decided, in milliseconds; means nothing without a snapshot. */
  readonly ageMs: number;
  readonly snapshot: QuotaSnapshot | null;
  readonly reason: string;
}

/** A profile's place in a ranking. */
export interface HeadroomRecommendation {
  /** The profile's name. */
  readonly profile: string;
  /** Higher is better. */
  readonly score: number;
  /** What the score is the sum of, by name. */
  readonly parts: Readonly<Record<string, number>>;
  /** 0 to 100, what is *left* of the binding window; `null` is unknown. */
  readonly headroomPercent: number | null;
  /** An unavailable one is never merely low: `reason` says why, `cooldownUntil` until when where that is known. */
  readonly available: boolean;
  readonly reason: string;
  readonly cooldownUntil: Instant | null;
  readonly authStatus: AuthState;
}

/** A profile crossed a threshold of pressure upwards. */
export interface RecommendationEvent {
  readonly profile: string;
  /** By default `warn` from 75 percent used, `soft` from 90, `hard` from 100. */
  readonly level: 'warn' | 'soft' | 'hard';
  readonly reason: string;
  /** A profile with more headroom; absent where none has. */
  readonly suggested?: string;
  /** 0 to 100 and above, used; `null` is unknown. */
  readonly quota5hPercent: number | null;
  /** 0 to 100 and above, used; `null` is unknown. */
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
