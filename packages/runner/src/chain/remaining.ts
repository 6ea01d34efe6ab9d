import type { RunAttempt, RunRequest } from '@ccx/contracts';

/**
 * The request with what earlier attempts left of its caps: they are meant for the whole run. `null` where nothing is
 * left. A cost that no vendor told cannot be taken off.
 */
export function remaining(request: RunRequest, attempts: readonly RunAttempt[], elapsedMs: number): RunRequest | null {
  const spentUsd = attempts.reduce((sum, { summary }) => sum + (summary.costUsd ?? 0), 0);
  const timeoutMs = request.timeoutMs === undefined ? undefined : request.timeoutMs - elapsedMs;
  const maxBudgetUsd = request.maxBudgetUsd === undefined ? undefined : request.maxBudgetUsd - spentUsd;
  if ((timeoutMs ?? 1) <= 0 || (maxBudgetUsd ?? 1) <= 0) return null;
  return {
    ...request,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(maxBudgetUsd === undefined ? {} : { maxBudgetUsd }),
  };
}
