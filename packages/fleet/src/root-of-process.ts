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
