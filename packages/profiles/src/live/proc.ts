import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { AGENTS, recogniseAgent, type AgentKind } from '@ccx/contracts';
import { processId } from '@ccx/contracts/host';
import { resolvedPath } from '../place.ts';
import type { AgentProcess } from './agent-process.ts';
import { defaultConfigDir } from './config-folder.ts';

/** Linux: procfs. An environment is opened only of this user's processes that were recognised by their command line. */
export async function procProcesses(home: string): Promise<readonly AgentProcess[]> {
  const found: AgentProcess[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const recognised = recogniseAgent(words(`/proc/${name}/cmdline`));
    if (recognised === null || !isOwn(name)) continue;
    const cwd = linkOf(`/proc/${name}/cwd`);
    const configDir = await configDirOf(name, recognised.agent, cwd, home);
    // Last, so that one which ended while it was looked at does not count as one that hides its config dir.
    const id = await processId(Number(name));
    if (id !== null) found.push({ pid: id.pid, startedAt: id.startedAt, cwd, ...recognised, configDir });
  }
  return found;
}

/** The config dir by the agent's own variable, as it was set when the process began. */
async function configDirOf(pid: string, agent: AgentKind, cwd: string | null, home: string): Promise<string | null> {
  // In another mount namespace, such as a container's, its paths mean other folders than ours.
  if (cwd === null || linkOf(`/proc/${pid}/ns/mnt`) !== linkOf('/proc/self/ns/mnt')) return null;
  const environment = words(`/proc/${pid}/environ`);
  // Empty: it may not be read, or the process has just ended; an agent always has an environment.
  if (environment.length === 0) return null;
  const valueOf = (name: string): string =>
    environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const { configVariable, configDirBelowVariable } = AGENTS[agent];
  const named = valueOf(configVariable);
  const path =
    named === '' ? defaultConfigDir(agent, valueOf('HOME') || home) : resolve(cwd, named, configDirBelowVariable);
  return resolvedPath(path);
}

function words(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\0')
      .filter((word) => word !== '');
  } catch {
    return [];
  }
}

/** By the status, because the folder of a process that hardened itself belongs to root. */
function isOwn(pid: string): boolean {
  try {
    const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return uid === String(process.getuid?.());
  } catch {
    return false;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
