import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  agentEnv,
  AGENTS,
  CcxError,
  hasApiKey,
  type Account,
  type AgentKind,
  type Billing,
  type Env,
  type RunRequest,
  type RunTarget,
} from '@ccx/contracts';
import { DEPTH_VARIABLE, RUN_ID_VARIABLE } from './depth.ts';
import type { LoginStatus } from './agent-adapter.ts';

export interface RunEnvironment {
  /** Complete: nothing is to be added. */
  readonly env: Readonly<Record<string, string>>;
  /** Key variables that were set and are gone. */
  readonly removed: readonly string[];
  /** Who pays, as far as it is known; `null` is unknown. */
  readonly billing: Billing | null;
}

export interface AccountOptions {
  readonly base: Env;
  readonly home: string;
  /** The agent's own word on the login of an environment without keys; `null` where it gives none. */
  readonly askLogin: (env: Env) => Promise<LoginStatus | null>;
}

export interface EnvironmentOptions extends AccountOptions {
  readonly runId: string;
  readonly depth: number;
}

/** The environment of a run's agent, made by the one rule of `agentEnv`. */
export async function runEnvironment(
  request: RunRequest,
  target: RunTarget,
  options: EnvironmentOptions,
): Promise<RunEnvironment> {
  for (const name of [DEPTH_VARIABLE, RUN_ID_VARIABLE]) {
    if (request.env?.[name] === undefined) continue;
    throw new CcxError('invalid_argument', `env sets ${name}, which the runner sets itself to find a run's processes.`);
  }
  const own = { [RUN_ID_VARIABLE]: options.runId, [DEPTH_VARIABLE]: String(options.depth + 1) };
  const { env, ...account } = await accountEnvironment(target, options);
  return { ...account, env: definedOnly({ ...env, ...request.env, ...own }) };
}

/** The environment of an agent on an account, without what belongs to a run. */
export async function accountEnvironment(
  target: RunTarget,
  options: AccountOptions,
): Promise<Omit<RunEnvironment, 'env'> & { readonly env: Env }> {
  const billing = target.billing ?? (await billingOf(target.account, options));
  return { ...agentEnv(target.account, billing ?? undefined, options.base), billing };
}

/** The config dir that an agent uses with this environment, as a path. */
export function configDirIn(agent: AgentKind, env: Env, home: string): string {
  const { configVariable, configDirBelowVariable, defaultConfigDir } = AGENTS[agent];
  const named = env[configVariable] ?? '';
  return named === '' ? join(env['HOME'] ?? home, defaultConfigDir) : join(named, configDirBelowVariable);
}

/**
 * Who pays where nobody said it. It matters only while a key is in the environment: the key wins unless the config dir
 * has a subscription login of its own. A credential file may hold something else than a login, so the agent is asked.
 */
async function billingOf(account: Account, { base, home, askLogin }: AccountOptions): Promise<Billing | null> {
  if (!hasApiKey(account.agent, base)) return null;
  const { env } = agentEnv(account, 'subscription', base);
  const file = join(configDirIn(account.agent, env, home), AGENTS[account.agent].credentialFile);
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  // On macOS the login lies in the keychain, so that no file proves nothing.
  if (!exists && process.platform !== 'darwin') return 'api';
  const status = await askLogin(env);
  if (status === null) return exists ? 'subscription' : 'api';
  return status.billing === 'subscription' ? 'subscription' : 'api';
}

function definedOnly(env: Env): Readonly<Record<string, string>> {
  const entries = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return Object.fromEntries(entries);
}
