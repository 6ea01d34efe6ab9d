import type { AuthState, Failure, Instant, LimitSignal, Profile, QuotaState } from '@ccx/contracts';
import type { Block } from './block.ts';

/** What an account has used of its budgets; `null` is unknown. */
export interface ProfileUsage {
  /** In the trailing 24 hours, all buckets. */
  readonly tokensDay: number | null;
  /** In the trailing 7 days, all buckets. */
  readonly tokensWeek: number | null;
  /** In the trailing 30 days. */
  readonly usdMonth: number | null;
}

/** What was learned about an account's login. */
export interface LoginKnown {
  readonly auth: AuthState;
  readonly checkedAt: Instant;
  /** `false`: the agent's CLI was not found. Absent: it was not looked for. */
  readonly installed?: boolean;
}

/** How a run on the account ended. Runs that were cancelled or timed out say nothing about it. */
export interface PastAttempt {
  /** When it failed; for a success when it began, since only what began after a limit proves room. */
  readonly at: Instant;
  /** `null`: it succeeded. */
  readonly failure: {
    readonly class: Failure['class'];
    readonly limit: Pick<LimitSignal, 'windowId' | 'appliesTo' | 'resetsAt'> | null;
  } | null;
  /** The model that was asked for; `null` left the choice to the CLI. */
  readonly model: string | null;
  /** It ran through another login of the same vendor account. */
  readonly elsewhere?: boolean;
  /** It is an attempt of the very run that asks: newer evidence does not send it there a second time. */
  readonly inThisRun?: boolean;
}

/** One account and all that is known of it. */
export interface RankInput {
  readonly profile: Profile;
  /** `null`: nothing is remembered. */
  readonly quota: QuotaState | null;
  /** `null`: nobody asked. */
  readonly login: LoginKnown | null;
  /** `null`: nobody counts. */
  readonly usage: ProfileUsage | null;
  /** When turns were made in the last week, oldest first; `null`: nobody counts. */
  readonly turns: readonly Instant[] | null;
  /** Of the last days, in any order. */
  readonly attempts: readonly PastAttempt[];
  /** Runs under way on it. */
  readonly running: number;
  /** Names of profiles that are the same account at the vendor. */
  readonly sharedWith: readonly string[];
  /** What else keeps it from being used. @default null, nothing */
  readonly held?: Block | null;
}
