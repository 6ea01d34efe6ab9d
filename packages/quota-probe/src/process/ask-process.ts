import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Env } from '@ccx/contracts';
import { endTree, processId } from '@ccx/contracts/host';
import { guardGroup } from './guard-group.ts';

const LARGEST_OUTPUT = 1024 * 1024;
/** After stdin is closed a CLI that was only asked ends by itself. */
const EXIT_GRACE_MS = 2_000;

export interface AskOptions {
  readonly file: string;
  readonly args: readonly string[];
  /** Complete: nothing is added but the mark by which its tree is found. */
  readonly env: Env;
  readonly cwd: string;
  /** Written at once; stdin stays open until the answer is whole. Without it there is no input: stdin is at its end. */
  readonly input?: string;
  /** Called after each line of stdout with all lines so far; `true`: the answer is whole. @default when it ended */
  readonly isWhole?: (lines: readonly string[]) => boolean;
  /** Called with each line of stdout and the means to write more, for protocols that go back and forth. */
  readonly talk?: (line: string, write: (text: string) => void) => void;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Answered {
  /** `whole`: the answer came; `ended`: the program ended before; else why it was cut off. */
  readonly end: 'whole' | 'ended' | 'timeout' | 'too-large' | 'not-started';
  readonly lines: readonly string[];
  readonly stderr: string;
  readonly exitCode: number | null;
}

/**
 * Asks a program that speaks in lines. Its whole process tree is gone when this resolves, whatever it did, and also when
 * this process is killed meanwhile.
 *
 * @throws the reason of `signal` when that is aborted
 */
export async function askProcess(options: AskOptions): Promise<Answered> {
  const { file, args, env, cwd, input, isWhole, talk, timeoutMs, signal } = options;
  signal.throwIfAborted();
  const marker = { name: 'CCX_PROBE_ID', value: randomUUID() };
  const child = spawn(file, args, {
    env: { ...env, [marker.name]: marker.value },
    cwd,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let rest = '';
  let stderr = '';
  let size = 0;
  const unguard = child.pid === undefined ? null : guardGroup(child.pid);
  const outcome = later<Answered['end']>();
  const exited = later<number | null>();
  child.once('error', () => outcome.resolve('not-started'));
  child.once('close', (code) => {
    exited.resolve(code);
    outcome.resolve('ended');
  });
  // Whoever ends before it has read everything is seen by its end.
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    size += text.length;
    if (size > LARGEST_OUTPUT) return outcome.resolve('too-large');
    const [first = '', ...others] = (rest + text).split('\n');
    rest = others.at(-1) ?? first;
    if (others.length === 0) return undefined;
    const said = [first, ...others.slice(0, -1)];
    lines.push(...said);
    for (const line of said) talk?.(line, (more) => void child.stdin.write(more));
    if (isWhole?.(lines) === true) outcome.resolve('whole');
    return undefined;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < LARGEST_OUTPUT) stderr += text;
  });
  if (input === undefined) child.stdin.end();
  else child.stdin.write(input);

  const deadline = new AbortController();
  const abort = (): void => outcome.resolve('timeout');
  signal.addEventListener('abort', abort, { once: true });
  void pause(timeoutMs, undefined, { signal: deadline.signal }).then(abort, () => {});
  // Asked for at once: later the number may belong to another process.
  const root = child.pid === undefined ? null : await processId(child.pid);
  try {
    const end = await outcome.promise;
    signal.throwIfAborted();
    if (end === 'ended' && rest !== '') lines.push(rest);
    child.stdin.end();
    if (end === 'whole')
      await Promise.race([
        exited.promise,
        pause(EXIT_GRACE_MS, undefined, { signal: deadline.signal }).catch(() => {}),
      ]);
    return { end, lines, stderr, exitCode: end === 'not-started' ? null : child.exitCode };
  } finally {
    signal.removeEventListener('abort', abort);
    deadline.abort();
    if (root !== null) await endTree(root, { marker, termGraceMs: 1_000 });
    unguard?.();
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** A promise and the means to settle it; the first settling counts. */
function later<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle(value) };
}
