import type { WorkAttempt } from '../backlog.ts';

/** How long work takes of which nothing is known, in milliseconds. */
export const GUESS_MS: number = 10 * 60_000;

/** The median of how long claims took that ended as done, in milliseconds; `null` where there is none. */
export function estimateOf(attempts: readonly WorkAttempt[]): number | null {
  const times = attempts
    .flatMap(({ outcome, startedAt, endedAt }) =>
      outcome === 'done' && endedAt !== null ? [Date.parse(endedAt) - Date.parse(startedAt)] : [],
    )
    .toSorted((a, b) => a - b);
  const middle = Math.floor(times.length / 2);
  const [low = null, high = null] =
    times.length % 2 === 1 ? [times[middle], times[middle]] : times.slice(middle - 1, middle + 1);
  return low === null || high === null ? null : (low + high) / 2;
}
