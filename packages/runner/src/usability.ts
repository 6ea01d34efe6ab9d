import { homedir } from 'node:os';
import {
  agentEnv,
  AGENTS,
  hasApiKey,
  type Account,
  type AgentKind,
  type Clock,
  type Env,
  type Usability,
  type UsabilityCheck,
} from '@ccx/contracts';
import { findAdapter } from './agents.ts';
import { askLogin } from './ask-login.ts';
import type { LoginStatus } from './agent-adapter.ts';
import { findProgram, type Program } from './binary.ts';
import { installedVersion } from './installed-version.ts';
import { runBriefly } from './run-briefly.ts';
import type { Binary } from './runner-options.ts';
import { systemClock } from './system-clock.ts';

export interface UsabilityCheckOptions {
  /** Programs to ask instead of those on the PATH. */
  readonly binaries?: Readonly<Partial<Record<AgentKind, Binary>>>;
  /** @default process.env */
  readonly env?: Env;
  readonly home?: string;
  readonly clock?: Clock;
  /** What one check may take in all. @default 2_000 */
  readonly timeoutMs?: number;
  /** How old a kept answer may be where the caller does not say. @default 60_000 */
  readonly maxAgeMs?: number;
}

/**
 * Whether an account could be used now: is its agent there, which version, and what does its own status command say of
 * the login. Costs nothing at the vendor. A status command proves no token, so `expired` is never its answer; and no
 * credential file is opened. Answers are kept per account, and callers who ask at the same time share one.
 */
export function createUsabilityCheck({
  binaries = {},
  env = process.env,
  home = env['HOME'] ?? homedir(),
  clock = systemClock,
  timeoutMs = 2_000,
  maxAgeMs: usualAgeMs = 60_000,
}: UsabilityCheckOptions = {}): UsabilityCheck {
  const kept = new Map<string, Usability>();
  const asking = new Map<string, Promise<Usability>>();

  async function look(account: Account): Promise<Usability> {
    const { agent } = account;
    const { title, npmPackage } = AGENTS[agent];
    const checkedAt = clock.now();
    const program = await findProgram(agent, binaries[agent], env);
    if (program === null) {
      const detail = `${title} is not installed (npm install -g ${npmPackage}).`;
      return { installed: false, binary: null, version: null, auth: 'unknown', detail, checkedAt };
    }
    // Asked without keys, as a run would go: they count only where the account has no login of its own.
    const bare = agentEnv(account, 'subscription', env).env;
    const [version, login] = await Promise.all([versionOf(agent, program, bare), loginOf(account, program, bare)]);
    return { installed: true, binary: program.file, version, auth: login.auth, detail: login.detail, checkedAt };
  }

  async function versionOf(agent: AgentKind, program: Program, bare: Env): Promise<string | null> {
    const installed = await installedVersion(program.file, AGENTS[agent].npmPackage);
    if (installed !== null) return installed;
    const answer = await runBriefly(program.file, [...program.args, '--version'], { env: bare, cwd: home, timeoutMs });
    return answer?.exitCode === 0 ? (/\d+\.\d+\.\d+[\w.+-]*/.exec(answer.stdout)?.[0] ?? null) : null;
  }

  async function loginOf(account: Account, program: Program, bare: Env): Promise<Pick<LoginStatus, 'auth' | 'detail'>> {
    const { title } = AGENTS[account.agent];
    const adapter = findAdapter(account.agent);
    if (adapter === null || (adapter.login === null && adapter.lookUpLogin === undefined)) {
      return { auth: 'unknown', detail: `${title} is installed; its login cannot be asked by this version.` };
    }
    const status = await askLogin(adapter, program, { env: bare, cwd: home, timeoutMs });
    if (status === null)
      return { auth: 'unknown', detail: `${title} did not say within ${timeoutMs} ms who is logged in.` };
    if (status.auth === 'login-needed' && hasApiKey(account.agent, env)) {
      return { auth: 'api-key', detail: 'Not logged in; the API key in the environment would be used.' };
    }
    return status;
  }

  return {
    async check(account, { maxAgeMs = usualAgeMs, signal } = {}) {
      signal?.throwIfAborted();
      const known = kept.get(account.id);
      if (known !== undefined && Date.parse(clock.now()) - Date.parse(known.checkedAt) < maxAgeMs) return known;
      let answer = asking.get(account.id);
      if (answer === undefined) {
        answer = look(account).finally(() => asking.delete(account.id));
        asking.set(account.id, answer);
        answer.then((usability) => kept.set(account.id, usability)).catch(() => {});
      }
      return signal === undefined ? answer : orAborted(answer, signal);
    },
  };
}

/** The caller stops waiting; the question itself goes on for the others and is bounded by its time limit. */
function orAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
