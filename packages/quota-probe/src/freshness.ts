import {
  DEFAULT_QUOTA_STALE_MS,
  type Instant,
  type QuotaSnapshot,
  type QuotaState,
  type QuotaWindow,
} from '@ccx/contracts';
import { accountWindows } from './account-windows.ts';

/** Clocks of one machine's processes never differ by more; a later time was written by a clock that was wrong. */
export const AHEAD_AT_MOST_MS: number = 5 * 60_000;

export interface FreshnessOptions {
  readonly now: Instant;
  /** The oldest age that still counts, inclusive, in milliseconds; 0 is the default. @default DEFAULT_QUOTA_STALE_MS */
  readonly staleAfterMs?: number;
}

/**
 * How old the numbers are, in milliseconds: the age of the oldest window that limits the whole account, because one
 * window that was renewed says nothing about the others. Negative for a time ahead; `null` where there are no windows.
 */
export function snapshotAgeMs(of: QuotaSnapshot | QuotaState | null, now: Instant): number | null {
  const captured = decidingWindows(of).map(({ capturedAt }) => Date.parse(capturedAt));
  return captured.length === 0 ? null : Date.parse(now) - Math.min(...captured);
}

/** Whether the numbers may be shown as they are: young enough, and no window has started anew since. */
export function isFresh(
  of: QuotaSnapshot | QuotaState | null,
  { now, staleAfterMs = DEFAULT_QUOTA_STALE_MS }: FreshnessOptions,
): boolean {
  const ageMs = snapshotAgeMs(of, now);
  if (ageMs === null || decidingWindows(of).some((window) => hasReset(window, now))) return false;
  return ageMs >= -AHEAD_AT_MOST_MS && ageMs <= (staleAfterMs > 0 ? staleAfterMs : DEFAULT_QUOTA_STALE_MS);
}

/** Whether a window has certainly started anew since its number was true. */
export function hasReset({ resetsAt, windowMinutes, capturedAt }: QuotaWindow, now: Instant): boolean {
  if (resetsAt !== null) return Date.parse(resetsAt) <= Date.parse(now);
  return windowMinutes !== null && Date.parse(capturedAt) + windowMinutes * 60_000 <= Date.parse(now);
}

/** A window past its reset is not still full: how much of the new one is used, nobody has said yet. */
export function sinceReset(window: QuotaWindow, now: Instant): QuotaWindow {
  return hasReset(window, now) ? { ...window, usedPercent: null, amount: null, state: 'unknown' } : window;
}

/** The account's own windows; others count only where nothing else is known: not every source names them. */
function decidingWindows(of: QuotaSnapshot | QuotaState | null): readonly QuotaWindow[] {
  const snapshot = of !== null && 'good' in of ? of.good : of;
  const main = accountWindows(snapshot);
  return main.length > 0 ? main : (snapshot?.windows ?? []);
}
