import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ccxPaths, type Env, type Instant } from '@ccx/contracts';
import { withOwnPrices } from './own-prices.ts';

/** What kept calls cost. */
export interface KeptCost {
  readonly usd: number;
  /** Calls without a price are not in it. */
  readonly leavesOut: boolean;
}

/** What an account's kept calls cost from each of these times until now; `null` where that is not known. */
export async function costsSince(
  starts: readonly (Instant | null)[],
  accountId: string,
  { env, home, now }: { readonly env: Env; readonly home: string; readonly now: Instant },
): Promise<readonly (KeptCost | null)[]> {
  const { state, config } = ccxPaths(env, home);
  const path = join(state, 'ccx.db');
  // Nobody has asked for usage yet, and a status line does not begin to keep it.
  if (!existsSync(path)) return starts.map(() => null);
  const [{ openStore }, { createPricingTable, usageSums }] = await Promise.all([
    import('@ccx/store'),
    import('@ccx/usage/costs'),
  ]);
  const pricing = await withOwnPrices(config, createPricingTable);
  const store = openStore(path, { busyTimeoutMs: 200 });
  try {
    return starts.map((from) => {
      if (from === null) return null;
      const query = { range: { from, to: now }, groupBy: [], accountIds: [accountId] };
      const { costUsd, calls, unpricedCalls } = usageSums(store, query, { pricing });
      const usd = calls === 0 ? 0 : costUsd;
      return usd === null ? null : { usd, leavesOut: unpricedCalls > 0 };
    });
  } finally {
    store.close();
  }
}
