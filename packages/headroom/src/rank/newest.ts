import type { Instant } from '@ccx/contracts';
import type { PastAttempt } from './rank-input.ts';

/** When the last of these attempts was; empty, which is before all times, where there is none. */
export function newest(attempts: readonly PastAttempt[], which: (attempt: PastAttempt) => boolean): Instant {
  return attempts.reduce((last, attempt) => (attempt.at > last && which(attempt) ? attempt.at : last), '');
}
