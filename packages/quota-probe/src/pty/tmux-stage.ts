import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findExecutable } from '@ccx/contracts/host';
import { COLUMNS, ROWS } from './pty.ts';
import { NoStage, type OpenStage } from './stage.ts';

const run = promisify(execFile);
const SCROLLBACK = 2_000;
const ANSWER_MS = 5_000;

/** A server of tmux of its own, which knows no file and no session of the person's (tmux 3.0 and newer). */
export const tmuxStage: OpenStage = async ({ file, args, env, cwd }) => {
  const tmux = await findExecutable(['tmux'], { env });
  if (tmux === null) throw new NoStage('tmux is not installed.');
  // A server that is ended by force leaves its socket.
  const folder = await mkdtemp(join(env['TMPDIR'] || tmpdir(), 'ccx-tmux-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const own = ['-u', '-S', join(folder, 'socket'), '-f', '/dev/null'];
  const ask = async (...command: readonly string[]): Promise<string> => {
    const { stdout } = await run(tmux, [...own, ...command], { env, cwd, timeout: ANSWER_MS });
    return stdout;
  };
  const settings = {
    'default-terminal': 'xterm-256color',
    'history-limit': `${SCROLLBACK}`,
    // What it drew before it ended is to be read, too.
    'remain-on-exit': 'on',
    status: 'off',
  };
  let rest = Promise.resolve();
  let ended = false;
  const pid = await ask(
    'start-server',
    ...Object.entries(settings).flatMap(([name, value]) => [';', 'set-option', '-g', name, value]),
    ...[';', 'new-session', '-d', '-x', `${COLUMNS}`, '-y', `${ROWS}`, '-c', cwd, file].concat(args),
    ';',
    'display-message',
    '-p',
    '#{pid}',
  ).catch(async (cause: unknown) => {
    await remove();
    throw new NoStage('tmux could not start.', { cause });
  });
  return {
    pid: Number(pid),
    ended: () => ended,
    // It keeps no more than its scrollback.
    size: () => 0,
    frame: async () => {
      await rest;
      const target = ['-p', '-S', `-${SCROLLBACK}`];
      const said = await ask('capture-pane', ...target, ';', 'display-message', '-p', '#{pane_dead}').catch(() => null);
      // A server that does not answer is gone.
      if (said === null) ended = true;
      const lines = (said ?? '').trimEnd().split('\n');
      if (lines.pop() === '1') ended = true;
      const all = lines.map((line) => line.trimEnd());
      return { rows: all.slice(-ROWS), text: all.join('\n').trimEnd() };
    },
    write: (bytes) => {
      const codes = Array.from(Buffer.from(bytes), (byte) => byte.toString(16));
      rest = rest
        .then(() => ask('send-keys', '-H', ...codes))
        .then(
          () => {},
          () => {},
        );
    },
    close: remove,
  };
};
