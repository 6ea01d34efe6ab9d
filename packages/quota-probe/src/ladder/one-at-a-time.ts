import type { Account, Clock } from '@ccx/contracts';
import { acquireLock, type Lock } from '@ccx/contracts/host';
import { besideCache, type FileQuotaCache } from '../cache/quota-cache.ts';

export interface Turn {
  /** Another process asked meanwhile; its answer is in the cache. */
  readonly waited: boolean;
  readonly lock: Lock;
}

export interface TurnOptions {
  /** How long one step may take before the lock passes on, in milliseconds. */
  readonly stepMs: number;
  /** How many steps of another are waited for. */
  readonly steps: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Waits for the turn to ask this account: no two processes do at the same time. `null` where another one does for
 * longer than that can take. Nobody waits for a process that has died.
 */
export async function turnToAsk(
  cache: FileQuotaCache,
  account: Account,
  { stepMs, steps, clock, signal }: TurnOptions,
): Promise<Turn | null> {
  const path = besideCache(cache.path(account), 'probe.lock');
  const options = { expiresMs: stepMs, signal, now: () => clock.now() };
  const free = await acquireLock(path, { ...options, waitMs: 0 });
  if (free !== null) return { waited: false, lock: free };
  const lock = await acquireLock(path, { ...options, waitMs: stepMs * steps, pollMs: 50 });
  return lock === null ? null : { waited: true, lock };
}
