import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENTS, type Profile } from '@ccx/contracts';

/** Whether a person gave the account its name; else it is a vendor's default place, which is always there. */
export function isRegistered({ agent, configDir, createdAt, name }: Profile): boolean {
  return createdAt !== null || configDir !== null || name !== agent;
}

/** Whether an account is one that a person has: registered, or a default place in which its agent was started once. */
export async function isInUse(profile: Profile, home: string): Promise<boolean> {
  if (isRegistered(profile)) return true;
  return access(join(home, AGENTS[profile.agent].defaultConfigDir)).then(
    () => true,
    () => false,
  );
}
