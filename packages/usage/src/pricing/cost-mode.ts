import type { UsageRecord } from '@ccx/contracts';
import type { UsagePricing } from './pricing-table.ts';

/**
 * Whose price counts: `auto` the vendor's where it wrote one, else the table's; `calculate` the table's alone;
 * `display` the vendor's alone.
 */
export type CostMode = 'auto' | 'calculate' | 'display';

/** US dollars of one call; `null` where this mode has no price for it. */
export function costOfCall(call: UsageRecord, pricing: UsagePricing, mode: CostMode): number | null {
  if (mode !== 'calculate' && call.vendorCostUsd !== null) return call.vendorCostUsd;
  return mode === 'display' ? null : tableCostOf(call, pricing);
}

/** US dollars of one call by the table alone. */
export function tableCostOf(call: UsageRecord, pricing: UsagePricing): number | null {
  const { speed, batch = false, geography = null, longPrompt = false } = call;
  return pricing.cost(call.model, call.at, call.usage, {
    speed,
    batch,
    geography,
    // The mark of a record stands for one length; a tier that begins earlier is found by the call's own tokens.
    ...(longPrompt ? { longPrompt } : {}),
  });
}
