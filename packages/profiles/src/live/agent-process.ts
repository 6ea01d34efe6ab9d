import type { AgentKind } from '@ccx/contracts';
import { procProcesses } from './proc.ts';
import { psProcesses } from './ps.ts';

/** A process of this user that runs an agent's CLI. */
export interface AgentProcess {
  readonly pid: number;
  /** The kernel's token of its start; `null` is unknown. */
  readonly startedAt: string | null;
  readonly agent: AgentKind;
  /** Without the CLI's own name. */
  readonly args: readonly string[];
  /** `null` is unknown. */
  readonly cwd: string | null;
  /** The path of its config dir with links resolved; `null` where it cannot be known from here. */
  readonly configDir: string | null;
}

/**
 * The agents' processes of this user, as one reading of the process table shows them. On Linux with their config dirs;
 * elsewhere those are unknown, because only Linux lets one variable of a process be read for certain.
 *
 * @param home whose default places are meant where a process has no `HOME`
 * @throws {CcxError} `platform_unsupported` where processes cannot be listed
 */
export function agentProcesses(home: string): Promise<readonly AgentProcess[]> {
  return process.platform === 'linux' ? procProcesses(home) : psProcesses();
}
