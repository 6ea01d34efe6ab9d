import type { Account, Env } from '@ccx/contracts';
import { composeQuota } from './quota.ts';

/** Resolves when the quota of an account is used up. */
export type Pressured = (account: Account, signal: AbortSignal) => Promise<void>;

export async function composePressure(env: Env): Promise<Pressured> {
  const [quota, { watchQuota }] = await Promise.all([composeQuota(env), import('@ccx/quota-probe')]);
  return async (account, signal) => {
    const ask = (one: Account, until: AbortSignal): ReturnType<typeof quota.ask> =>
      quota.ask(one, { urgency: 'background', signal: until });
    for await (const { crossed } of watchQuota({ accounts: [account], ask, signal })) {
      if (crossed === 'hard') return;
    }
  };
}
