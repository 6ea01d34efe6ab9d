import type { Env } from '@ccx/contracts';
import type { AgentAdapter, LoginStatus } from './agent-adapter.ts';
import type { Program } from './binary.ts';
import { runBriefly } from './run-briefly.ts';

export interface AskLoginOptions {
  readonly env: Env;
  /** Where the status command runs; a folder without a project in it. */
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The agent's own word on its login; `null` where it has no status command, or gives no answer in time. */
export async function askLogin(
  { login }: AgentAdapter,
  program: Program,
  options: AskLoginOptions,
): Promise<LoginStatus | null> {
  if (login === null) return null;
  const answer = await runBriefly(program.file, [...program.args, ...login.args], options);
  return answer === null ? null : login.read(answer);
}
