import { homedir } from 'node:os';
import { ccxPaths, type Account, type Env } from '@ccx/contracts';
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
