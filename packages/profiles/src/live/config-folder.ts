import { join } from 'node:path';
import { AGENTS, type Account, type AgentKind, type Env } from '@ccx/contracts';
import { resolvedPath } from '../place.ts';

/** Where the person lives. */
export interface HomePlace {
  readonly env: Env;
  /** The home directory where `env` names none. */
  readonly home: string;
}

/** The path of an account's config dir with links resolved, that of the vendor's default place for `null`. */
export function configFolder({ agent, configDir }: Account, { env, home }: HomePlace): Promise<string> {
  return resolvedPath(configDir ?? defaultConfigDir(agent, env['HOME'] || home));
}

export function defaultConfigDir(agent: AgentKind, home: string): string {
  return join(home, AGENTS[agent].defaultConfigDir);
}
