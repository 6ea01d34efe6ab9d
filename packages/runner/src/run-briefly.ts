import { spawn } from 'node:child_process';
import type { Env } from '@ccx/contracts';
import { within } from './run-tree.ts';

const LARGEST_ANSWER = 1024 * 1024;

export interface BriefAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface BriefOptions {
  /** Complete: nothing is added. */
  readonly env: Env;
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Goes to stdin, which stays open until stdout `isWhole`; else there is no stdin. */
  readonly input?: { readonly text: string; readonly isWhole: (stdout: string) => boolean };
}

/**
 * Asks a program something that it can answer at once; `null` where it cannot be started or does not answer in time.
 * Its process group is gone when this resolves.
 */
export async function runBriefly(
  file: string,
  args: readonly string[],
  { env, cwd, timeoutMs, signal, input }: BriefOptions,
): Promise<BriefAnswer | null> {
  signal?.throwIfAborted();
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const child = spawn(file, args, { env: { ...env }, cwd, detached: true, stdio: [stdin, 'pipe', 'pipe'] });
  // Breaks where the program ends without reading it.
  child.stdin?.on('error', () => {}).write(input?.text ?? '');
  let whole = false;
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      if (texts[name].length < LARGEST_ANSWER) texts[name] += text;
      whole ||= input?.isWhole(texts.stdout) === true;
      if (whole) child.stdin?.end();
    });
  }
  const closed = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  const killGroup = (): void => {
    // The launcher of an npm package starts the real program as its child.
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  };
  signal?.addEventListener('abort', killGroup, { once: true });
  try {
    const inTime = await within(timeoutMs, closed);
    signal?.throwIfAborted();
    if (child.pid === undefined || (!inTime && !whole)) return null;
    return { ...texts, exitCode: inTime ? await closed : null };
  } finally {
    signal?.removeEventListener('abort', killGroup);
    killGroup();
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
  }
}
