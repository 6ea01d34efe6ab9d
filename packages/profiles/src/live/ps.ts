import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CcxError, recogniseAgent } from '@ccx/contracts';
import type { AgentProcess } from './agent-process.ts';

const run = promisify(execFile);

/**
 * macOS and other systems with a `ps`: the agents' processes without their config dirs. Not proved on macOS, but
 * wrong in one direction only: a process that is seen counts for every account of its agent.
 */
export async function psProcesses(): Promise<readonly AgentProcess[]> {
  try {
    const { stdout } = await run('/bin/ps', ['-axww', '-o', 'pid=,uid=,stat=,command='], {
      env: { LC_ALL: 'C' },
      maxBuffer: 64 * 1024 * 1024,
    });
    return parsePs(stdout, process.getuid?.() ?? -1);
  } catch (error) {
    throw new CcxError('platform_unsupported', `Which sessions live cannot be found out on "${process.platform}".`, {
      cause: error,
      hint: 'On Windows, run it inside WSL.',
    });
  }
}

/** Reads `ps -axww -o pid=,uid=,stat=,command=`: the command's arguments are separated as its words are. */
export function parsePs(text: string, uid: number): readonly AgentProcess[] {
  return text.split('\n').flatMap((line) => {
    const [pid, owner, stat = '', ...command] = line.trim().split(/\s+/);
    if (Number(owner) !== uid || stat.startsWith('Z')) return [];
    const recognised = recogniseAgent(command);
    if (recognised === null) return [];
    return [{ pid: Number(pid), startedAt: null, cwd: null, configDir: null, ...recognised }];
  });
}
