import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { CcxError, type Env } from '@ccx/contracts';
import { within } from '../run-tree.ts';
import { gitEnv } from './git-env.ts';

const TIMEOUT_MS = 60_000;
/** After TERM, with which git takes away what it has half made. */
const TERM_MS = 2_000;
/** A process that a hook left behind may hold git's output open. */
const DRAIN_MS = 500;
const LONGEST_WORDS = 600;
/** Of a worktree that another process is making, git reads a file that is not written yet, and gives up (seen in 2.39.5). */
const HALF_MADE = /failed to read .*commondir/;
/** One second in all; what is half made for longer was left behind, and is told of. */
const TRIES = 20;
const NEXT_TRY_MS = 50;

export interface GitAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface GitOptions {
  readonly env: Env;
  /** Ends the call that runs; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The git of the PATH. It asks nobody anything, and its process group is gone when a call returns early. */
export interface Git extends GitOptions {
  /**
   * @param timeoutMs default 60 000
   * @throws {CcxError} `io_failed` where git cannot be started or takes too long
   */
  ask(cwd: string, args: readonly string[], timeoutMs?: number): Promise<GitAnswer>;
  /**
   * What it prints, without the last line feed. Asked again where it stumbles over a worktree that another process makes.
   *
   * @throws {CcxError} `io_failed` also where git refuses
   */
  tell(cwd: string, args: readonly string[], timeoutMs?: number): Promise<string>;
}

/**
 * Does something with git again while git stumbles over a worktree that another process is making.
 *
 * @param attempt leaves nothing behind where it fails
 */
export async function whileOthersMake<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === TRIES || !(error instanceof Error) || !HALF_MADE.test(error.message)) throw error;
      await pause(NEXT_TRY_MS, undefined, { signal });
    }
  }
}

export function createGit({ env, signal }: GitOptions): Git {
  const ask = (cwd: string, args: readonly string[], timeoutMs = TIMEOUT_MS): Promise<GitAnswer> =>
    runGit(args, { cwd, env, timeoutMs, ...(signal === undefined ? {} : { signal }) });
  return {
    env,
    ...(signal === undefined ? {} : { signal }),
    ask,
    tell: (cwd, args, timeoutMs) =>
      whileOthersMake(async () => {
        const answer = await ask(cwd, args, timeoutMs);
        if (answer.exitCode === 0) return answer.stdout.replace(/\n$/, '');
        throw gitFailed(args, answer);
      }, signal),
  };
}

/** What git said when it refused. */
export function gitFailed(args: readonly string[], { stderr, exitCode }: GitAnswer): CcxError {
  const words = stderr.trim().slice(-LONGEST_WORDS);
  return new CcxError('io_failed', `git ${args.slice(0, 2).join(' ')} failed (${exitCode ?? 'killed'}): ${words}`);
}

async function runGit(
  args: readonly string[],
  { cwd, env, timeoutMs, signal }: GitOptions & { readonly cwd: string; readonly timeoutMs: number },
): Promise<GitAnswer> {
  signal?.throwIfAborted();
  const child = spawn('git', args, {
    cwd,
    env: gitEnv(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  }
  const closed = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  const ended = new Promise<Error | number | null>((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  const signalGroup = (name: 'SIGTERM' | 'SIGKILL'): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // All of it has ended.
    }
  };
  let stop = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const inTime = await within(timeoutMs, Promise.race([ended, stopped]));
    if (!inTime || signal?.aborted === true) {
      signalGroup('SIGTERM');
      await within(TERM_MS, ended);
      signalGroup('SIGKILL');
      signal?.throwIfAborted();
      throw new CcxError('io_failed', `git ${args.slice(0, 2).join(' ')} did not end within ${timeoutMs} ms.`);
    }
    const exit = await ended;
    if (exit instanceof Error) {
      throw new CcxError('io_failed', `git could not be started: ${exit.message}`, {
        hint: 'Install git, and put it on the PATH.',
        cause: exit,
      });
    }
    await within(DRAIN_MS, closed);
    return { ...texts, exitCode: exit };
  } finally {
    signal?.removeEventListener('abort', stop);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}
