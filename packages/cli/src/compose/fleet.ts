import { ccxPaths, type Env, type Profile } from '@ccx/contracts';
import type { Fleet } from '@ccx/fleet';
import { accountRoom } from './account-room.ts';
import { composeProfiles } from './profiles.ts';
import { sessionCosts } from './session-costs.ts';

/** The agents of this machine, and the accounts on which they run. */
export interface NamedFleet {
  readonly fleet: Fleet;
  readonly profiles: readonly Profile[];
}

export async function composeFleet(env: Env, home: string): Promise<NamedFleet> {
  const [{ createFleet, historyEnricher, loadEnricher }, { createFileLedger }, book] = await Promise.all([
    import('@ccx/fleet'),
    import('@ccx/runner/ledger'),
    composeProfiles(env, home),
  ]);
  const ledger = createFileLedger({ dir: ccxPaths(env, home).runs });
  const fleet = createFleet({
    accounts: () => book.list(),
    home,
    runs: () => ledger.list(),
    enrichers: [historyEnricher(), sessionCosts(env, home), loadEnricher(), accountRoom(book, env, home)],
  });
  return { fleet, profiles: await book.list() };
}
