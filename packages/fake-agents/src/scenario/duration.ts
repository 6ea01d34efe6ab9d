import type { Duration } from './scenario.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/** Whether a value is a duration as scenarios write it. */
export function isDuration(value: unknown): value is Duration {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0;
  return typeof value === 'string' && WHOLE.test(value);
}

/** Milliseconds of a duration. */
export function durationMs(duration: Duration): number {
  if (typeof duration === 'number') return duration;
  let total = 0;
  for (const [, amount = '0', unit = 'ms'] of duration.matchAll(PART)) total += Number(amount) * (UNITS[unit] ?? 1);
  return total;
}
