import type { Instant } from '@ccx/contracts';
import type { ReportTokens } from '../report/report-result.ts';

/** How fast a block is used up, over the time between its first and its last call. */
export interface BurnRate {
  /** All five buckets. */
  readonly tokensPerMinute: number;
  /** `null` where no call has a price. */
  readonly usdPerHour: number | null;
}

/** What a block will hold at its end, if it goes on at this rate. */
export interface Projection {
  readonly remainingMinutes: number;
  readonly totalTokens: number;
  readonly costUsd: number | null;
}

/** One 5-hour window of one account with the calls in it. */
export interface UsageBlock {
  readonly type: 'block';
  readonly accountId: string;
  readonly start: Instant;
  /** The first instant that no longer belongs to it, unless a call is made exactly then. */
  readonly end: Instant;
  /** Where `start` comes from: the full hour (UTC) before the first call, or a reset that the vendor stated. */
  readonly basis: 'hour' | 'reset';
  readonly firstCallAt: Instant;
  readonly lastCallAt: Instant;
  /** It is not over, and its last call is less than 5 hours ago. */
  readonly active: boolean;
  readonly tokens: ReportTokens;
  readonly calls: number;
  /** US dollars of the calls that have a price; `null` where none has. */
  readonly costUsd: number | null;
  /** Calls without a price, missing from `costUsd`. */
  readonly unpricedCalls: number;
  /** In order of their names, as the vendor wrote them. */
  readonly models: readonly string[];
  /** `null` where all calls were made at one instant. */
  readonly burnRate: BurnRate | null;
  /** Only of an active block whose rate is known. */
  readonly projection: Projection | null;
}

/** More than 5 hours without a call: from 5 hours after the last one to the next. */
export interface UsageGap {
  readonly type: 'gap';
  readonly accountId: string;
  readonly start: Instant;
  readonly end: Instant;
}
