export type { PriceRow, TokenRates } from './pricing/price-row.ts';
export type { PricingTableOptions, UsagePricing } from './pricing/pricing-table.ts';
export { createPricingTable } from './pricing/pricing-table.ts';
