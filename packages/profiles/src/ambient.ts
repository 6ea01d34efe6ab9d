import { resolve } from 'node:path';
import { accountId, AGENTS, type Account, type AgentKind, type Env } from '@ccx/contracts';
import { canonicalPlace } from './place.ts';

/**
 * The account that an environment stands in: the config dir that the agent's variable names, as the vendor's CLI would
 * read it (`~` is not expanded), else the vendor's default place. Needs no registry, and never rejects.
 *
 * @param home absolute path of the home directory
 * @example
 * await ambientAccount('claude', { CLAUDE_CONFIG_DIR: '/home/ada/.claude-work/' }, '/home/ada');
 * // { agent: 'claude', configDir: '/home/ada/.claude-work', id: 'claude:/home/ada/.claude-work' }
 */
export async function ambientAccount(agent: AgentKind, env: Env, home: string): Promise<Account> {
  const { configVariable, configDirBelowVariable } = AGENTS[agent];
  const named = env[configVariable] ?? '';
  const configDir = named === '' ? null : await canonicalPlace(agent, resolve(named, configDirBelowVariable), home);
  return { agent, configDir, id: accountId(agent, configDir) };
}
