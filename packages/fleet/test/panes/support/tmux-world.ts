import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findExecutable } from '@ccx/contracts/host';
import { createTempHome, until, type TempHome } from '@ccx/testkit';
import { onTestFinished } from 'vitest';

const TMUX = await findExecutable('tmux', { env: process.env });

/** `null` where tmux can be run, else why these tests are left out. */
export const NO_TMUX: string | null = TMUX === null ? 'tmux is not installed here' : null;
if (NO_TMUX !== null) console.warn(`The tests of real panes are skipped: ${NO_TMUX}.`);

const READER = join(import.meta.dirname, 'reader-main.ts');

/** See `reader-main.ts`. */
export type Manner = 'deaf' | 'plain' | 'wary';

export interface Submitted {
  readonly pid: number;
  readonly text: string;
  readonly pastes: number;
}

/** A program that takes pastes, in a pane of its own. */
export interface Reader {
  /** For tmux, or a shell within it. */
  readonly command: string;
  /** What was submitted to it so far. */
  readonly submitted: () => readonly Submitted[];
}

/** tmux servers of one test, which know nothing of the person's and end with it. */
export interface TmuxWorld extends TempHome {
  readonly env: Readonly<Record<string, string>>;
  /** Gives a command to the server of this name and says what it printed. */
  readonly tmux: (socket: string, ...args: readonly string[]) => string;
  readonly reader: (manner?: Manner) => Reader;
  /** The processes below a pane, once the program in it is ready. */
  readonly ready: (socket: string, pane: string) => Promise<readonly number[]>;
  readonly parentOf: (pid: number) => number | null;
}

export async function openTmuxWorld(): Promise<TmuxWorld> {
  const home = await createTempHome({ path: [dirname(TMUX ?? '')] });
  // A socket's path may hold no more than about a hundred characters.
  const folder = mkdtempSync(join(tmpdir(), 'ccx-panes-'));
  const env = { ...home.env, TMUX_TMPDIR: folder };
  const servers = new Set<string>();
  const run = (socket: string, args: readonly string[]): string => {
    servers.add(socket);
    return execFileSync('tmux', ['-u', '-L', socket, '-f', '/dev/null', ...args], {
      env,
      cwd: home.cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();
  };
  onTestFinished(async () => {
    for (const socket of servers) spawnSync('tmux', ['-L', socket, 'kill-server'], { env, timeout: 5_000 });
    rmSync(folder, { recursive: true, force: true });
    await home.remove();
  });
  let readers = 0;
  return {
    ...home,
    env,
    tmux: (socket, ...args) => run(socket, args),
    reader: (manner) => {
      const file = join(home.tmp, `reader-${(readers += 1)}`);
      return {
        command: [process.execPath, READER, file, manner ?? ''].join(' '),
        submitted: () => linesOf(file).map((line): Submitted => JSON.parse(line)),
      };
    },
    ready: async (socket, pane) => {
      await until(() => run(socket, ['capture-pane', '-p', '-t', pane]).includes('ready'), { what: 'the program' });
      return below(Number(run(socket, ['display-message', '-p', '-t', pane, '#{pane_pid}'])));
    },
    parentOf,
  };
}

/** A process and all that it started, parents first. */
function below(pid: number): readonly number[] {
  const rows = processes();
  const found = [pid];
  for (const one of found) found.push(...rows.filter((row) => row.parent === one).map((row) => row.pid));
  return found;
}

function parentOf(pid: number): number | null {
  return processes().find((row) => row.pid === pid)?.parent ?? null;
}

export function processes(): readonly { readonly pid: number; readonly parent: number; readonly command: string }[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, command = '']) => ({ pid: Number(pid), parent: Number(parent), command }));
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n');
  } catch {
    return [];
  }
}
