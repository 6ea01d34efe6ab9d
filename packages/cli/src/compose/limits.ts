import { allTries, ccxPaths, type Env, type RunObserver } from '@ccx/contracts';
import type { LimitObserver } from '@ccx/quota-probe';

/**
 * Feeds the person's quota cache with what runs say about limits. What does that is loaded with the first such word, so
 * that no run starts later for it; `settled()` is for the end of the process.
 */
export function composeLimits(env: Env, home: string): RunObserver & Pick<LimitObserver, 'settled'> {
  let loaded: Promise<LimitObserver> | null = null;
  const tell = (to: (observer: LimitObserver) => void): void => {
    loaded ??= import('@ccx/quota-probe').then(({ createQuotaCache, limitObserver }) =>
      limitObserver(createQuotaCache({ dir: ccxPaths(env, home).quota })),
    );
    // No run fails because its limits cannot be remembered.
    loaded.then(to).catch(() => {});
  };
  return {
    event: (event, run) => {
      if (event.type === 'limit') tell((observer) => observer.event?.(event, run));
    },
    ended: (result) => {
      const limited = allTries(result.attempts).some(({ outcome }) => outcome.status === 'limited');
      if (limited) tell((observer) => observer.ended?.(result));
    },
    settled: async () => {
      await loaded?.then((observer) => observer.settled()).catch(() => {});
    },
  };
}
