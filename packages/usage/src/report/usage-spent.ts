import { totalTokens, type Instant, type UsageReader } from '@ccx/contracts';
import type { UsagePricing } from '../pricing/pricing-table.ts';
import { usageSums } from './usage-sums.ts';

/** What an account has used of the stretches by which budgets go. */
export interface UsageSpent {
  /** In the trailing 24 hours, all buckets. */
  readonly tokensDay: number;
  /** In the trailing 7 days, all buckets. */
  readonly tokensWeek: number;
  /** US dollars in the trailing 30 days, as far as calls have a price; `null` where some have none. */
  readonly usdMonth: number | null;
}

const DAY_MS = 24 * 3_600_000;

/** What was spent until now. A sum that leaves calls out would let a budget be passed, so it is unknown. */
export function usageSpent(
  reader: UsageReader,
  accountId: string,
  { pricing, now }: { readonly pricing: UsagePricing; readonly now: Instant },
): UsageSpent {
  const since = (days: number): { readonly from: Instant; readonly to: Instant } => ({
    from: new Date(Date.parse(now) - days * DAY_MS).toISOString(),
    to: now,
  });
  const tokens = (days: number): number =>
    reader
      .queryUsage({ range: since(days), groupBy: [], accountIds: [accountId] })
      .reduce((sum, { usage }) => sum + totalTokens(usage), 0);
  const month = usageSums(reader, { range: since(30), groupBy: [], accountIds: [accountId] }, { pricing });
  return {
    tokensDay: tokens(1),
    tokensWeek: tokens(7),
    usdMonth: month.unpricedCalls > 0 ? null : (month.costUsd ?? 0),
  };
}
