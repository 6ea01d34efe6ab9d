import type { RunAttempt } from './run.ts';

/** Every agent process of these attempts in the order in which they ran: what a sum of costs or tokens goes over. */
export function allTries(attempts: readonly RunAttempt[]): readonly RunAttempt[] {
  return attempts.flatMap((attempt) => [...(attempt.earlierTries ?? []), attempt]);
}
