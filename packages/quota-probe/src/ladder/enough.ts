import type { Instant, QuotaReading, QuotaSnapshot, QuotaSourceId } from '@ccx/contracts';
import { AHEAD_AT_MOST_MS, isFresh, snapshotAgeMs } from '../freshness.ts';
import { problem } from '../problem.ts';

/** How fresh numbers have to be. */
export interface Wanted {
  /** Numbers no older are taken; 0 takes none that were there before. */
  readonly maxAgeMs: number;
  /** When the question was asked: numbers since then are never too old. */
  readonly since: Instant;
  /** Only its numbers count. */
  readonly source: QuotaSourceId | undefined;
}

/** Whether a reading has numbers that are as young as they have to be. */
export function isEnough(reading: QuotaReading, { maxAgeMs, since }: Wanted, now: Instant): boolean {
  if (!reading.ok) return false;
  const ageMs = snapshotAgeMs(reading.snapshot, now);
  if (ageMs === null || ageMs < -AHEAD_AT_MOST_MS) return false;
  if (ageMs <= Date.parse(now) - Date.parse(since)) return true;
  return maxAgeMs > 0 && isFresh(reading.snapshot, { now, staleAfterMs: maxAgeMs });
}

/** The remembered numbers as a reading, without those of other sources than the wanted one. */
export function remembered(good: QuotaSnapshot | null, { source }: Wanted, now: Instant): QuotaReading {
  const windows = good?.windows.filter((window) => source === undefined || window.source === source) ?? [];
  return good === null || windows.length === 0
    ? problem('nothing-recorded', 'No number is remembered.', now)
    : { ok: true, snapshot: { ...good, windows } };
}
