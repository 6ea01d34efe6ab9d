import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { accountId, AGENTS, type Account, type AgentKind, type Env } from '@ccx/contracts';

/**
 * The account in which the person's own shell stands (as compose/account.ts of the cli): the config dir that the agent's
 * variable names, else the vendor's default place with the variable unset.
 */
export async function ambientAccount(agent: AgentKind, env: Env): Promise<Account> {
  const { configVariable, configDirBelowVariable } = AGENTS[agent];
  const named = env[configVariable] ?? '';
  if (named === '') return { agent, configDir: null, id: accountId(agent, null) };
  const path = resolve(join(named, configDirBelowVariable));
  const configDir = await realpath(path).catch(() => path);
  return { agent, configDir, id: accountId(agent, configDir) };
}
