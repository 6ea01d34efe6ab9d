import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@ccx/testkit';
import { onTestFinished } from 'vitest';
import type { World } from './world.ts';

/** A tmux server of one test, in which its agents run as a person's would. */
export interface Tmux {
  /** What programs outside of it must know to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts a program in a window of its own and gives its pane, `%N`. */
  start(command: string, options?: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string }): string;
  /** What stands on the pane's screen. */
  screen(pane: string): string;
  /** Types keys by tmux's names: `Enter`, `C-c`, or text. */
  keys(pane: string, ...keys: readonly string[]): void;
  /** Waits until the pane shows this. */
  shows(pane: string, text: string | RegExp): Promise<void>;
  /** Any other command of tmux; gives what it prints. */
  run(...args: readonly string[]): string;
}

const NAME = 'work';

/** Opens a tmux server in this world, which ends with the test. */
export function openTmux(world: Pick<World, 'home' | 'env'>): Tmux {
  const folder = join(world.home.home, 'tmux');
  mkdirSync(folder, { mode: 0o700 });
  const env = { TMUX_TMPDIR: folder };
  const run = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-L', NAME, '-f', '/dev/null', ...args], {
      env: { ...world.env, ...env, TERM: 'xterm-256color', LANG: 'C.UTF-8' },
      cwd: world.home.cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();
  run('new-session', '-d', '-s', 'first', '-x', '120', '-y', '40');
  run('set-option', '-g', 'remain-on-exit', 'off');
  onTestFinished(async () => {
    try {
      const pids = run('list-panes', '-a', '-F', '#{pane_pid}').split('\n').map(Number);
      run('kill-server');
      // An agent may take its time when its terminal goes away, and that is nobody's question here.
      await until(() => !pids.some(lives), { deadlineMs: 2000 }).catch(() => {});
      for (const pid of pids.filter(lives)) process.kill(pid, 'SIGKILL');
    } catch {
      // All of its windows had ended.
    }
  });
  const screen = (pane: string): string => run('capture-pane', '-p', '-t', pane);
  return {
    env,
    run,
    screen,
    start(command, { env: more = {}, cwd = world.home.cwd } = {}) {
      const variables = Object.entries(more).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
      return run('new-window', '-d', '-P', '-F', '#{pane_id}', '-c', cwd, ...variables, command);
    },
    keys: (pane, ...keys) => void run('send-keys', '-t', pane, ...keys),
    async shows(pane, text) {
      const found = (): boolean => (typeof text === 'string' ? screen(pane).includes(text) : text.test(screen(pane)));
      await until(found, { what: `"${String(text)}" on the screen` }).catch((cause: unknown) => {
        throw new Error(`the screen shows:\n${screen(pane)}`, { cause });
      });
    },
  };
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export function hasTmux(): boolean {
  return spawnSync('tmux', ['-V']).status === 0;
}
