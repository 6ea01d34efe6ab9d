import type { AgentProcess, ProcessView } from './processes/process-view.ts';
import { rootFolderOf } from './root-of-process.ts';
import type { FleetRoot } from './source.ts';

/** Every process that ccx starts to ask an agent for its quota carries it (`@ccx/quota-probe`). */
const PROBE_VARIABLE = 'CCX_PROBE_ID';

/**
 * The processes that run an agent on a config dir, one for each start of its CLI: where a launcher has started the CLI
 * once more with the same words, the one that does the work. Those that ccx started to look at a
 * quota are left out. A process whose config dir cannot be known, as all of them on macOS, counts for the vendor's default place.
 */
export function processesOn(root: FleetRoot, proc: ProcessView): readonly AgentProcess[] {
  const all = proc.agents().filter(({ agent }) => agent === root.agent);
  return all.filter((process) => !isLauncher(process, all) && runsOn(root, process, proc));
}

/**
 * `node codex.js` starts the native program, where Node cannot become it (before 23.11), and Gemini CLI starts itself
 * again with more memory. (Codex 0.169.0, Gemini CLI 0.61.0, 2026-11-21)
 */
function isLauncher({ pid, args }: AgentProcess, all: readonly AgentProcess[]): boolean {
  return all.some((other) => other.parent === pid && isSame(other.args, args));
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}

function runsOn({ account, folder }: FleetRoot, process: AgentProcess, proc: ProcessView): boolean {
  if (proc.variables(process, [PROBE_VARIABLE])?.[PROBE_VARIABLE] !== undefined) return false;
  const own = rootFolderOf(process, proc);
  return own === null ? account?.configDir === null : own === folder;
}
