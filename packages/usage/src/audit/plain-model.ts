import type { UsagePricing } from '../pricing/pricing-table.ts';

/** One name for the forms under which records and the vendor's sums know a model. */
export function plainModel(model: string, pricing: UsagePricing): string {
  return pricing.resolve(model) ?? model.replace(/\[1m\]$/, '');
}
