import type { Instant } from '@ccx/contracts';
import type { BurnRate, Projection } from './block-result.ts';

const MINUTE_MS = 60_000;

/** The rate over a time in milliseconds; `null` for none, at which every rate would be endless. */
export function blockRate(overMs: number, tokens: number, costUsd: number | null): BurnRate | null {
  if (overMs <= 0) return null;
  const minutes = overMs / MINUTE_MS;
  return { tokensPerMinute: tokens / minutes, usdPerHour: costUsd === null ? null : (costUsd / minutes) * 60 };
}

/** What there will be when the remaining time has gone by at this rate. */
export function projectionOf(
  { tokensPerMinute, usdPerHour }: BurnRate,
  remainingMs: number,
  tokens: number,
  costUsd: number | null,
): Projection {
  const remainingMinutes = remainingMs / MINUTE_MS;
  return {
    remainingMinutes,
    totalTokens: Math.round(tokens + tokensPerMinute * remainingMinutes),
    costUsd: costUsd === null || usdPerHour === null ? null : costUsd + (usdPerHour * remainingMinutes) / 60,
  };
}

/** The instant of milliseconds that come from an instant, or lie hours beside one. */
export function atMs(ms: number): Instant {
  return new Date(Math.max(0, ms)).toISOString();
}
