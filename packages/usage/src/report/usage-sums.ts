import type { UsageQuery, UsageReader } from '@ccx/contracts';
import type { CostMode } from '../pricing/cost-mode.ts';
import type { UsagePricing } from '../pricing/pricing-table.ts';
import { priceRows } from './price-rows.ts';
import type { ReportSums } from './report-result.ts';
import { sumsOf } from './sums.ts';

/** All calls of a query in one sum, each at its own price; how the query groups makes no difference. */
export function usageSums(
  reader: UsageReader,
  query: UsageQuery,
  { pricing, mode = 'auto' }: { readonly pricing: UsagePricing; readonly mode?: CostMode },
): ReportSums {
  return sumsOf(priceRows(reader, { ...query, groupBy: [] }, pricing, mode));
}
