import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { accountId, AGENTS, type Account, type AgentKind, type Env } from '@ccx/contracts';

/**
 * The account that the person's own shell stands in: the config dir that the agent's variable names, else the vendor's
 * default place with the variable unset.
 */
export async function ambientAccount(agent: AgentKind, env: Env): Promise<Account> {
  const facts = AGENTS[agent];
  const named = env[facts.configVariable] ?? '';
  if (named === '') return { agent, configDir: null, id: accountId(agent, null) };
  const path = resolve(join(named, facts.configDirBelowVariable));
  const configDir = await realpath(path).catch(() => path);
  return { agent, configDir, id: accountId(agent, configDir) };
}
