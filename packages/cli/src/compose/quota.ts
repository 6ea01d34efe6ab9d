import type { Account, Env } from '@ccx/contracts';
import type { ProbeQuotaOptions, ProbeResult } from '@ccx/quota-probe';

/** Asks one account what is left on it. */
export type AskQuota = (
  account: Account,
  options?: Pick<ProbeQuotaOptions, 'source' | 'signal'>,
) => Promise<ProbeResult>;

export async function composeQuota(env: Env): Promise<AskQuota> {
  const { probeQuota } = await import('@ccx/quota-probe');
  return (account, options = {}) => probeQuota({ account, env, ...options });
}
