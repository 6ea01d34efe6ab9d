export { createPricingTable } from './pricing/pricing-table.ts';
export { usageSums } from './report/usage-sums.ts';
