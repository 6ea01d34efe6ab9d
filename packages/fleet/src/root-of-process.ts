import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { AGENTS } from '@ccx/contracts';
import type { AgentProcess, ProcessView } from './processes/process-view.ts';

/**
 * The config dir on which an agent's process runs, with links resolved: that of its environment, else the default
 * place below its `HOME`. `null` where its environment cannot be read, as on macOS or in a container.
 */
export function rootFolderOf(one: AgentProcess, proc: ProcessView): string | null {
  const known = found.get(proc) ?? new Map<number, string | null>();
  found.set(proc, known);
  if (!known.has(one.pid)) known.set(one.pid, findFolder(one, proc));
  return known.get(one.pid) ?? null;
}

/** In one look the answer stays the same, and it is asked for each config dir. */
const found = new WeakMap<ProcessView, Map<number, string | null>>();

function findFolder(one: AgentProcess, proc: ProcessView): string | null {
  const { configVariable, configDirBelowVariable, defaultConfigDir } = AGENTS[one.agent];
  const variables = proc.variables(one, [configVariable, 'HOME']);
  const cwd = proc.folder(one);
  if (variables === null || cwd === null) return null;
  const named = variables[configVariable] ?? '';
  const home = variables['HOME'] || homedir();
  const path = named === '' ? join(home, defaultConfigDir) : resolve(cwd, named, configDirBelowVariable);
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
