import { AGENTS, type Account } from '@ccx/contracts';
import { shortPath } from '../render/short-path.ts';

/** Where an account's files lie; its vendor's default place is said to be that. */
export function placeWords({ agent, configDir }: Pick<Account, 'agent' | 'configDir'>, home: string | null): string {
  return configDir === null ? `~/${AGENTS[agent].defaultConfigDir} (default)` : shortPath(configDir, home);
}
