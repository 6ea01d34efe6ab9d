import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Env } from '@ccx/contracts';
import { endTree, processId } from '@ccx/contracts/host';
import { createTail } from './tail.ts';

export interface ShellCommand {
  readonly command: string;
  /** Absolute path. */
  readonly cwd: string;
  readonly env: Env;
  readonly timeoutMs: number;
  /** How much of the end of its output is kept. */
  readonly keepBytes: number;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
}

export interface ShellEnd {
  readonly by: 'itself' | 'timeout' | 'abort';
  /** `null` where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** What it printed to stdout and stderr, as it came; only the end where that was much. */
  readonly output: string;
}

/** Whoever left the shell in the background may still hold its pipes. */
const DRAIN_MS = 500;

/**
 * Runs a command by `sh -c` in a process group of its own, and ends it with everything that came of it where it takes
 * too long or is not wanted any more.
 *
 * @throws what the system says where it could not be started, e.g. because its folder is missing
 */
export async function runShell({
  command,
  cwd,
  env,
  timeoutMs,
  keepBytes,
  clock,
  signal,
}: ShellCommand): Promise<ShellEnd> {
  const marker = { name: 'CCX_COMMAND_ID', value: randomUUID() };
  const child = spawn('sh', ['-c', command], {
    cwd,
    env: { ...env, [marker.name]: marker.value },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const tail = createTail(keepBytes);
  child.stdout.on('data', tail.push);
  child.stderr.on('data', tail.push);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exited = new Promise<Pick<ShellEnd, 'exitCode' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, name) => resolve({ exitCode, signal: name }));
  });
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  const tooLong = clock.sleep(timeoutMs, ended).then(
    () => 'timeout' as const,
    () => 'abort' as const,
  );
  try {
    const root = child.pid === undefined ? null : await processId(child.pid);
    const by = await Promise.race([exited.then(() => 'itself' as const), tooLong]);
    if (by !== 'itself' && root !== null) await endTree(root, { marker });
    const end = await exited;
    await Promise.race([closed, pause(DRAIN_MS, undefined, { ref: false })]);
    return { by, ...end, output: tail.text() };
  } finally {
    over.abort();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}
