import type { Env } from '@ccx/contracts';
import type { AgentAdapter, LoginStatus } from './agent-adapter.ts';
import type { Program } from './binary.ts';
import { configDirIn } from './environment.ts';
import { runBriefly } from './run-briefly.ts';

/** For an answer on which a start waits. */
export const LOGIN_TIMEOUT_MS = 2_000;

export interface AskLoginOptions {
  readonly env: Env;
  /** The home folder, where the status command runs: there is no project in it. */
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The agent's own word on its login; `null` where it has none, or gives no answer in time. */
export async function askLogin(
  adapter: AgentAdapter,
  program: Program,
  options: AskLoginOptions,
): Promise<LoginStatus | null> {
  const { login } = adapter;
  if (login === null) {
    const configDir = configDirIn(adapter.agent, options.env, options.cwd);
    return (await adapter.lookUpLogin?.({ env: options.env, configDir })) ?? null;
  }
  const answer = await runBriefly(program.file, [...program.args, ...login.args], options);
  return answer === null ? null : login.read(answer);
}
