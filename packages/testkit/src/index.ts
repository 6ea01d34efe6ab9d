export type { FakeClock } from './fake-clock.ts';
export { createFakeClock } from './fake-clock.ts';
export type { TempHome } from './temp-home.ts';
export { createTempHome } from './temp-home.ts';
export type { Falsy, UntilOptions } from './until.ts';
export { until } from './until.ts';
