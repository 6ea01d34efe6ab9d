import type { Instant } from '@ccx/contracts';
import { duration } from './duration.ts';

/** How long ago something was true: `now`, `12m`, `3h 5m`. */
export function age(at: Instant, now: Instant): string {
  const ms = Date.parse(now) - Date.parse(at);
  if (ms < 60_000) return 'now';
  // Seconds say nothing about a number that is minutes old.
  return duration(Math.floor(ms / 60_000) * 60_000);
}
