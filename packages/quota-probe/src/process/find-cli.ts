import { AGENTS, type AgentKind, type Env, type Instant, type QuotaReading } from '@ccx/contracts';
import { findExecutable } from '@ccx/contracts/host';
import { problem } from '../problem.ts';

/** A program with the arguments that come before all others. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** The vendor's CLI on the PATH; `null` where there is none. */
export async function findCli(agent: AgentKind, env: Env): Promise<Command | null> {
  const file = await findExecutable(AGENTS[agent].binaries, { env });
  return file === null ? null : { file, args: [] };
}

export function cliMissing(agent: AgentKind, at: Instant): QuotaReading {
  const { title, npmPackage } = AGENTS[agent];
  return problem('cli-missing', `${title} is not installed: npm install -g ${npmPackage}`, at);
}
