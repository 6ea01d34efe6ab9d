import { allTries, type Account, type LimitSignal, type QuotaCache, type RunObserver } from '@ccx/contracts';

/** An observer of runs that can be waited for. */
export interface LimitObserver extends RunObserver {
  /** Resolves when everything that was seen is kept. */
  settled(): Promise<void>;
}

/**
 * Feeds the cache with what runs say about limits. Runs are never held back: what comes while a file is written waits,
 * and of two signals about the same windows only the later one is kept. What cannot be kept is lost, and no run fails
 * for it.
 */
export function limitObserver(cache: Pick<QuotaCache, 'record'>): LimitObserver {
  const waiting = new Map<string, { readonly account: Account; readonly signal: LimitSignal }>();
  let drained: Promise<void> | null = null;

  async function drain(): Promise<void> {
    for (const [key, { account, signal }] of waiting) {
      waiting.delete(key);
      await cache.record(account, signal).catch(() => {});
    }
    drained = null;
  }
  function take(account: Account, signal: LimitSignal): void {
    const about = [signal.windowId, signal.basis, ...signal.windows.map(({ id }) => id)].join(' ');
    const key = `${account.id} ${about}`;
    waiting.delete(key);
    waiting.set(key, { account, signal });
    drained ??= drain();
  }

  return {
    event: (event, run) => {
      if (event.type === 'limit') take(run.target.account, event.limit);
    },
    ended: (result) => {
      for (const { target, outcome } of allTries(result.attempts)) {
        if (outcome.status === 'limited' && outcome.failure.limit !== null) take(target.account, outcome.failure.limit);
      }
    },
    settled: async () => {
      while (drained !== null) await drained;
    },
  };
}
