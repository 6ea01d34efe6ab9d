import { ccxPaths, type Env } from '@ccx/contracts';
import type { Links } from '@ccx/profiles';

/** What accounts share by links; no history is moved under a run that is under way. */
export async function composeLinks(env: Env, home: string): Promise<Links> {
  const [{ createLinks }, { createFileLedger }] = await Promise.all([import('@ccx/profiles'), import('@ccx/runner')]);
  const { state, runs } = ccxPaths(env, home);
  const ledger = createFileLedger({ dir: runs });
  const running = async () => (await ledger.list()).map(({ target }) => target.account);
  return createLinks({ stateDir: state, env, home, running });
}
