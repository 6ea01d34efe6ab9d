import type { Account } from '@ccx/contracts';
import { probeQuota, type ProbeQuotaOptions, type ProbeResult } from './probe-quota.ts';

export interface ProbeQuotasOptions extends Omit<ProbeQuotaOptions, 'account' | 'agent'> {
  /** Called with each result when it is there. */
  readonly onResult?: (account: Account, result: ProbeResult) => void;
}

/** Each CLI is a process of 100 MB and more. */
const AT_ONCE = 4;

/**
 * What is left on each account, in their order; at most four are asked at the same time.
 *
 * @throws the reason of `signal` when that is aborted
 */
export async function probeQuotas(
  accounts: readonly Account[],
  { onResult, ...options }: ProbeQuotasOptions = {},
): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  const waiting = accounts.entries();
  const work = async (): Promise<void> => {
    for (const [at, account] of waiting) {
      const result = await probeQuota({ ...options, account });
      results[at] = result;
      onResult?.(account, result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
