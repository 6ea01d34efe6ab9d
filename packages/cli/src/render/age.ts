import { duration } from './duration.ts';

/** How old a number is: `now`, `12m`, `3h 5m`; `3h 5m old` where that is older than it should be. Unknown is `-`. */
export function ageWords(ms: number | null, fresh: boolean): string {
  if (ms === null) return '-';
  if (ms < 60_000) return fresh ? 'now' : '< 1m old';
  // Seconds say nothing about a number that is minutes old.
  const words = duration(Math.floor(ms / 60_000) * 60_000);
  return fresh ? words : `${words} old`;
}
