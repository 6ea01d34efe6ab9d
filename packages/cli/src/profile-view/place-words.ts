import { AGENTS, type Account } from '@ccx/contracts';
import { shortPath } from '../render/short-path.ts';

/** Where an account's files lie. */
export function placeWords({ agent, configDir }: Pick<Account, 'agent' | 'configDir'>, home: string | null): string {
  return configDir === null ? `~/${AGENTS[agent].defaultConfigDir}` : shortPath(configDir, home);
}
