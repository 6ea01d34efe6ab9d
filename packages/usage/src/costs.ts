export { createPricingTable } from './pricing/pricing-table.ts';
export { usageSums } from './report/usage-sums.ts';
export type { MeteredSession, SessionMeter, SessionSoFar } from './session/session-meter.ts';
export { createSessionMeter } from './session/session-meter.ts';
