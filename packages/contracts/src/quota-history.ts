import type { QuotaSnapshot, QuotaSourceId } from './quota.ts';
import type { Instant } from './time.ts';
import type { TimeRange } from './usage-query.ts';

/** One number about one window at one time. */
export interface QuotaSample {
  readonly windowId: string;
  readonly at: Instant;
  /** 0 to 100 and above, used. */
  readonly usedPercent: number;
  /** The reset that was stated together with it; `null` is unknown. */
  readonly resetsAt: Instant | null;
  readonly source: QuotaSourceId;
}

/** Quotas over time, for graphs and for what a session used up: a role of the store. */
export interface QuotaHistory {
  /** Keeps the windows that have a number. A reading that is already kept is not kept twice. */
  appendQuota(snapshot: QuotaSnapshot): void;
  /** The same of readings that somebody kept by the way. */
  keepSamples(accountId: string, samples: readonly QuotaSample[]): void;
  /** Oldest first; all windows where none is named. */
  quotaHistory(accountId: string, range: TimeRange, windowId?: string): readonly QuotaSample[];
}
