import type { Backoff } from './limits.ts';

/**
 * How long to wait after a number of failures, in milliseconds.
 *
 * @param failures from 1 on
 * @param random from 0 to below 1; a jitter of 0.2 takes up to a fifth off, so the longest wait is never passed
 */
export function backoffMs({ firstMs, factor, maxMs, jitter }: Backoff, failures: number, random: () => number): number {
  const whole = Math.min(maxMs, firstMs * factor ** Math.max(0, failures - 1));
  return Math.round(whole * (1 - jitter * random()));
}
