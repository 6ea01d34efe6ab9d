import { ccxPaths, type Account, type Env, type QuotaHistory, type QuotaSample } from '@ccx/contracts';

/** Keeps the numbers of quotas that are remembered, before newer ones push them out; nobody is asked. */
export async function keepQuotaNumbers(
  store: Pick<QuotaHistory, 'keepSamples'>,
  accounts: readonly Account[],
  env: Env,
  home: string,
): Promise<void> {
  const { createQuotaCache } = await import('@ccx/quota-probe/statusline');
  const cache = createQuotaCache({ dir: ccxPaths(env, home).quota });
  for (const account of accounts) {
    const { samples } = await cache.read(account);
    const whole = samples.flatMap(({ at, windowId, usedPercent, resetsAt, source }): readonly QuotaSample[] =>
      source === undefined ? [] : [{ at, windowId, usedPercent, resetsAt: resetsAt ?? null, source }],
    );
    if (whole.length > 0) store.keepSamples(account.id, whole);
  }
}
