import type { Account, Profile } from '@ccx/contracts';
import { DEFAULT_LIMITS } from './registry/limits.ts';

/** An account that nobody registered, e.g. the config dir that a shell names, as a profile with the usual limits. */
export function unregisteredProfile({ agent, configDir, id }: Account, home: string): Profile {
  const where = configDir?.startsWith(`${home}/`) ? `~${configDir.slice(home.length)}` : configDir;
  return {
    agent,
    configDir,
    id,
    name: where === null ? agent : `${agent} (${where})`,
    label: null,
    color: null,
    createdAt: null,
    lastUsedAt: null,
    limits: DEFAULT_LIMITS,
  };
}
