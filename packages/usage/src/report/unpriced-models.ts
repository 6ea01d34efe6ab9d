import { totalTokens } from '@ccx/contracts';
import type { PricedRow } from './price-rows.ts';
import type { UnpricedModel } from './report-result.ts';

/** The models of the rows that have no cost, the most calls first. */
export function unpricedModels(rows: readonly PricedRow[]): readonly UnpricedModel[] {
  const without = rows.filter(({ usd }) => usd === null);
  return [...Map.groupBy(without, ({ row }) => row.model ?? '')]
    .map(([model, parts]) => ({
      model,
      calls: parts.reduce((sum, { row }) => sum + row.calls, 0),
      tokens: parts.reduce((sum, { row }) => sum + totalTokens(row.usage), 0),
    }))
    .sort((a, b) => b.calls - a.calls || (a.model < b.model ? -1 : 1));
}
