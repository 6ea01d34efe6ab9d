import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Env } from '@ccx/contracts';
import { NoStage } from './stage.ts';

/** At least as large as every panel that is read; what scrolls away is kept by the screen. */
export const COLUMNS = 120;
export const ROWS = 50;

export interface PtyOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Env;
  readonly cwd: string;
  readonly onData: (bytes: string) => void;
  readonly onExit: (exitCode: number) => void;
}

/** A program in a terminal of its own. */
export interface Pty {
  readonly pid: number;
  write(bytes: string): void;
}

/**
 * Starts a program in a pseudo-terminal. The addon is loaded here and nowhere else: who only reads a cache never pays
 * for it, and a platform without it loses this one source.
 *
 * @throws {NoStage} when the addon cannot be loaded or the program not be started
 */
export async function openPty({ file, args, env, cwd, onData, onExit }: PtyOptions): Promise<Pty> {
  try {
    const { spawn } = await import('@lydell/node-pty');
    if (process.platform === 'darwin') await letHelperRun();
    const pty = spawn(file, [...args], { name: 'xterm-256color', cols: COLUMNS, rows: ROWS, cwd, env: { ...env } });
    pty.onData(onData);
    pty.onExit(({ exitCode }) => onExit(exitCode));
    return { pid: pty.pid, write: (bytes) => pty.write(bytes) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new NoStage(`No pseudo-terminal on ${process.platform}-${process.arch}: ${why}`, { cause });
  }
}

/** Some package managers unpack the helper of macOS without its execute bit, and then every spawn fails. */
async function letHelperRun(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('@lydell/node-pty');
  const addon = createRequire(main).resolve(`@lydell/node-pty-darwin-${process.arch}/package.json`);
  const helper = join(dirname(addon), 'spawn-helper');
  const { mode } = await stat(helper);
  if ((mode & 0o111) === 0) await chmod(helper, mode | 0o755);
}
