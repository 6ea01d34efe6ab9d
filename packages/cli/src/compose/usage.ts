import { join } from 'node:path';
import { ccxPaths, type Env, type Profile } from '@ccx/contracts';
import type { ProfileBook } from '@ccx/profiles';
import type { Store } from '@ccx/store';
import type { UpdateProgress, UsagePricing } from '@ccx/usage';
import { keepQuotaNumbers } from './kept-quotas.ts';
import { withOwnPrices } from './own-prices.ts';
import { payersOf } from './payers.ts';
import { runPayers } from './run-payers.ts';
import { composeProfiles } from './profiles.ts';
import { spareMemory } from './spare-memory.ts';

/** What is known of a person's usage, and the way to bring it up to date. */
export interface UsageBook {
  readonly store: Store;
  readonly profiles: ProfileBook;
  /** Those whose transcripts are read. */
  readonly accounts: readonly Profile[];
  readonly pricing: UsagePricing;
  readonly update: (onProgress: (progress: UpdateProgress) => void, signal: AbortSignal) => Promise<UpdateProgress>;
}

export async function composeUsage(env: Env, home: string, onProblem: (text: string) => void): Promise<UsageBook> {
  const [{ openStore }, { accountSource, createPricingTable, updateUsage }, choice, book] = await Promise.all([
    import('@ccx/store'),
    import('@ccx/usage'),
    import('@ccx/profiles/choice'),
    composeProfiles(env, home),
  ]);
  const accounts = await choice.accountsInUse(await book.list(), home);
  const { state, config } = ccxPaths(env, home);
  const health = choice.openHealth({ dir: state });
  const accountOf = payersOf(accounts, (id) => health.profileHealth(id));
  const pricing = await withOwnPrices(config, createPricingTable);
  const store = openStore(join(state, 'ccx.db'), { onProblem: ({ message }) => onProblem(message) });
  const accountAt = await runPayers(accounts, env, home);
  const sources = accounts.map(({ agent, configDir, id }) =>
    accountSource({ agent, configDir, id }, { home, accountOf, accountAt }),
  );
  return {
    store,
    profiles: book,
    accounts,
    pricing,
    update: async (onProgress, signal) => {
      spareMemory();
      const progress = await updateUsage({ sources, store, onProgress, signal });
      await keepQuotaNumbers(store, accounts, env, home);
      return progress;
    },
  };
}
