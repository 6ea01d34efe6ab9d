import { homedir } from 'node:os';
import { ccxPaths, DEFAULT_QUOTA_STALE_MS, type Account, type Env, type QuotaCache } from '@ccx/contracts';
import type { FileQuotaCache, ProbeQuotaOptions, ProbeResult } from '@ccx/quota-probe';

/** How an account is asked. */
export type QuotaQuestion = Pick<ProbeQuotaOptions, 'source' | 'maxAgeMs' | 'urgency' | 'signal' | 'recordTo'>;

/** What is known of the quotas of a person's accounts, and the way to ask. */
export interface Quota {
  readonly remembered: FileQuotaCache['read'];
  /** From what is remembered where that is young enough, else from the agent itself. */
  readonly ask: (account: Account, how?: QuotaQuestion) => Promise<ProbeResult>;
  /** The same for several at the same time; each result is told when it is there. */
  readonly askAll: (
    accounts: readonly Account[],
    how: QuotaQuestion,
    onResult: (account: Account, result: ProbeResult) => void,
  ) => Promise<void>;
}

export async function composeQuota(env: Env): Promise<Quota> {
  const { createQuotaCache, probeQuota, probeQuotas } = await import('@ccx/quota-probe');
  const cache = createQuotaCache({ dir: ccxPaths(env, env['HOME'] ?? homedir()).quota });
  return {
    remembered: (account) => cache.read(account),
    ask: (account, how = {}) => probeQuota({ account, env, cache, ...how }),
    askAll: async (accounts, how, onResult) => {
      await probeQuotas(accounts, { env, cache, ...how, onResult });
    },
  };
}

/** A vendor that does not answer must not keep a run waiting. */
const ASK_AT_MOST_MS = 6_000;

/** Reads a quota for a choice, asking where what is remembered is too old; a vendor's silence leaves that. */
export async function composeQuotaReader(env: Env, remembered: Pick<QuotaCache, 'read'>): Promise<QuotaCache['read']> {
  const quota = await composeQuota(env);
  return async (account) => {
    const signal = AbortSignal.timeout(ASK_AT_MOST_MS);
    const asked = quota.ask(account, { maxAgeMs: DEFAULT_QUOTA_STALE_MS, signal });
    return asked.then(({ state }) => state).catch(() => remembered.read(account));
  };
}
