import { accountId } from '@ccx/contracts';
import type { HomeInUse } from '../discover/discovery.ts';
import { canonicalPlace } from '../place.ts';
import { agentProcesses } from './agent-process.ts';

/**
 * The config dirs that agents' processes of this user use now, each once: the default place as `null`, all others with
 * links resolved. Processes whose config dir cannot be known are left out, on macOS all of them.
 */
export async function homesInUse({ home }: { readonly home: string }): Promise<readonly HomeInUse[]> {
  const homes = new Map<string, HomeInUse>();
  for (const { agent, configDir } of await agentProcesses(home)) {
    if (configDir === null) continue;
    const place = await canonicalPlace(agent, configDir, home);
    homes.set(accountId(agent, place), { agent, configDir: place });
  }
  return [...homes.values()];
}
