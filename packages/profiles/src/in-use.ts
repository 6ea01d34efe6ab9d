import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENTS, type Profile } from '@ccx/contracts';

/** Whether a person gave the account its name; else it is a vendor's default place, which is always there. */
export function isRegistered({ agent, configDir, createdAt, name }: Profile): boolean {
  return createdAt !== null || configDir !== null || name !== agent;
}

/**
 * The accounts that a person has: what is registered, default places in which their agent was started once, and of an
 * agent without either its default place, which may be about to be used.
 */
export async function accountsInUse(profiles: readonly Profile[], home: string): Promise<readonly Profile[]> {
  const inUse = await Promise.all(profiles.map((profile) => isInUse(profile, home)));
  const agents = new Set(profiles.filter((_, at) => inUse[at]).map(({ agent }) => agent));
  return profiles.filter(({ agent }, at) => inUse[at] === true || !agents.has(agent));
}

/** Whether it is registered, or its agent was started there once. */
export async function isInUse(profile: Profile, home: string): Promise<boolean> {
  if (isRegistered(profile)) return true;
  return access(join(home, AGENTS[profile.agent].defaultConfigDir)).then(
    () => true,
    () => false,
  );
}
