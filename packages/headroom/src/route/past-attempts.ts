import { allTries, type RunAttempt } from '@ccx/contracts';
import type { PastAttempt } from '../rank/rank-input.ts';

/** What runs met on each account, by its id. */
export function pastAttempts(attempts: readonly RunAttempt[]): ReadonlyMap<string, readonly PastAttempt[]> {
  const byAccount = new Map<string, PastAttempt[]>();
  for (const attempt of allTries(attempts)) {
    const past = pastAttempt(attempt);
    if (past === null) continue;
    const { id } = attempt.target.account;
    const known = byAccount.get(id);
    if (known === undefined) byAccount.set(id, [past]);
    else known.push(past);
  }
  return byAccount;
}

/** `null` for those that say nothing about the account. */
export function pastAttempt({ target, outcome, startedAt, durationMs }: RunAttempt): PastAttempt | null {
  const { model } = target;
  if (outcome.status === 'success') return { at: startedAt, failure: null, model };
  if (!('failure' in outcome)) return null;
  const at = new Date(Date.parse(startedAt) + durationMs).toISOString();
  return { at, failure: outcome.failure, model };
}

/** Through another login of the same vendor account only its quota, its money and that it works are the same. */
export function seenElsewhere(attempts: readonly PastAttempt[]): readonly PastAttempt[] {
  return attempts
    .filter(({ failure }) => failure === null || failure.class === 'limit' || failure.class === 'billing')
    .map((attempt) => ({ ...attempt, elsewhere: true }));
}
