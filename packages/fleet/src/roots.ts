import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { accountId, AGENTS, type Account } from '@ccx/contracts';
import type { ProcessView } from './processes/process-view.ts';
import { rootFolderOf } from './root-of-process.ts';
import type { FleetRoot } from './source.ts';

/** The config dirs of these accounts, the vendor's default place of an account without one lying below `home`. */
export function fleetRoots(accounts: readonly Account[], { home }: { readonly home: string }): readonly FleetRoot[] {
  return accounts.map(({ agent, configDir, id }) => ({
    agent,
    account: { agent, configDir, id },
    folder: resolved(configDir ?? join(home, AGENTS[agent].defaultConfigDir)),
  }));
}

/** The config dirs on which agents run now and that are none of `roots`: accounts that nobody has named. */
export function rootsInUse(proc: ProcessView, roots: readonly FleetRoot[]): readonly FleetRoot[] {
  const known = new Set(roots.map(({ agent, folder }) => `${agent} ${folder}`));
  return proc.agents().flatMap((one): readonly FleetRoot[] => {
    const folder = rootFolderOf(one, proc);
    if (folder === null || known.has(`${one.agent} ${folder}`)) return [];
    known.add(`${one.agent} ${folder}`);
    const { agent } = one;
    return [{ agent, account: { agent, configDir: folder, id: accountId(agent, folder) }, folder }];
  });
}

function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
