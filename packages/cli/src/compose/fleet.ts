import { ccxPaths, type Env } from '@ccx/contracts';
import type { Fleet } from '@ccx/fleet';
import type { ProfileBook } from '@ccx/profiles';
import { composeProfiles } from './profiles.ts';

/** The agents of this machine, and the names of the accounts on which they run. */
export interface NamedFleet {
  readonly fleet: Fleet;
  readonly profiles: ProfileBook;
}

export async function composeFleet(env: Env, home: string): Promise<NamedFleet> {
  const [{ createFleet }, { createFileLedger }, profiles] = await Promise.all([
    import('@ccx/fleet'),
    import('@ccx/runner/ledger'),
    composeProfiles(env, home),
  ]);
  const ledger = createFileLedger({ dir: ccxPaths(env, home).runs });
  const fleet = createFleet({ accounts: () => profiles.list(), home, runs: () => ledger.list() });
  return { fleet, profiles };
}
