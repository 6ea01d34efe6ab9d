import { agentEnv, AGENTS, hasApiKey, type Account, type AgentKind, type Env, type Usability } from '@ccx/contracts';
import type { AgentAdapter, LoginStatus } from './agent-adapter.ts';
import { findAdapter } from './agents.ts';
import { askLogin, type AskLoginOptions } from './ask-login.ts';
import { findProgram, type Program } from './binary.ts';
import { installedVersion } from './installed-version.ts';
import { runBriefly } from './run-briefly.ts';
import type { Binary } from './runner-options.ts';

export interface LookOptions {
  readonly binaries: Readonly<Partial<Record<AgentKind, Binary>>>;
  readonly env: Env;
  readonly home: string;
  /** Of each question. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly now: () => string;
  /** Whether an agent whose status names nobody is asked whose login it is. */
  readonly names: boolean;
}

/** Whether an account could be used now, by the file system and the agent's own words. */
export async function lookAtAccount(account: Account, options: LookOptions): Promise<Usability> {
  const { agent } = account;
  const { title, npmPackage } = AGENTS[agent];
  const checkedAt = options.now();
  const program = await findProgram(agent, options.binaries[agent], options.env);
  if (program === null) {
    const detail = `${title} is not installed (npm install -g ${npmPackage}).`;
    return { installed: false, binary: null, version: null, auth: 'unknown', detail, checkedAt };
  }
  // Asked without keys, as a run would go: they count only where the account has no login of its own.
  const bare: AskLoginOptions = {
    ...options,
    env: agentEnv(account, 'subscription', options.env).env,
    cwd: options.home,
  };
  const adapter = findAdapter(agent);
  const [version, status] = await Promise.all([
    versionOf(agent, program, bare),
    statusOf(account, adapter, program, bare, options.env),
  ]);
  const { auth, detail } = status;
  const asked = options.names && auth === 'ok' && status.login === undefined;
  const login = (asked ? await adapter?.whoIs?.(program, bare) : status.login) ?? null;
  return {
    installed: true,
    binary: program.file,
    version,
    auth,
    detail,
    checkedAt,
    ...(login !== null && { login }),
  };
}

async function versionOf(agent: AgentKind, program: Program, bare: AskLoginOptions): Promise<string | null> {
  const installed = await installedVersion(program.file, AGENTS[agent].npmPackage);
  if (installed !== null) return installed;
  const answer = await runBriefly(program.file, [...program.args, '--version'], bare);
  return answer?.exitCode === 0 ? (/\d+\.\d+\.\d+[\w.+-]*/.exec(answer.stdout)?.[0] ?? null) : null;
}

async function statusOf(
  { agent }: Account,
  adapter: AgentAdapter | null,
  program: Program,
  bare: AskLoginOptions,
  env: Env,
): Promise<Pick<LoginStatus, 'auth' | 'detail' | 'login'>> {
  const { title } = AGENTS[agent];
  if (adapter === null || (adapter.login === null && adapter.lookUpLogin === undefined)) {
    return { auth: 'unknown', detail: `${title} is installed; its login cannot be asked by this version.` };
  }
  const status = await askLogin(adapter, program, bare);
  if (status === null)
    return { auth: 'unknown', detail: `${title} did not say within ${bare.timeoutMs} ms who is logged in.` };
  if (status.auth === 'login-needed' && hasApiKey(agent, env)) {
    return { auth: 'api-key', detail: 'Not logged in; the API key in the environment would be used.' };
  }
  return status;
}
