import type { Account, Env } from '@ccx/contracts';
import type { DiscoveredModels, DiscoverModelsOptions } from '@ccx/quota-probe';

/** Tells the models of an account: what is remembered for a day, else what its CLI says. */
export type AskModels = (
  account: Account,
  how?: Pick<DiscoverModelsOptions, 'maxAgeMs' | 'signal'>,
) => Promise<DiscoveredModels>;

export async function composeModels(env: Env): Promise<AskModels> {
  const { discoverModels } = await import('@ccx/quota-probe');
  return (account, how = {}) => discoverModels(account.agent, { account, env, ...how });
}
