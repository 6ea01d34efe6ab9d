import type { Instant, UsageRecord } from '@ccx/contracts';
import { atMs } from './block-rate.ts';
import { WINDOW_MS } from './known-windows.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * From when on calls have to be read for the blocks that end after `since` to be right, `null` for the beginning. Where a
 * block begins depends on the one before it, back to the last 5 hours without a call; those are rarely more than a day
 * away, and looking for them is cheaper than reading a history of years.
 */
export function settledFrom(callsFrom: (from: Instant) => Iterable<UsageRecord>, since: Instant): Instant | null {
  const end = Date.parse(since);
  for (const days of [1, 8]) {
    const from = end - days * DAY_MS;
    if (hasPause(callsFrom(atMs(from)), from, end)) return atMs(from);
  }
  return null;
}

/** Whether more than 5 hours without a call end before `end`, or at it. */
function hasPause(calls: Iterable<UsageRecord>, from: number, end: number): boolean {
  let before = from;
  for (const { at } of calls) {
    const ms = Math.min(Date.parse(at), end);
    if (ms - before > WINDOW_MS) return true;
    if (ms === end) return false;
    before = ms;
  }
  return end - before > WINDOW_MS;
}
