import { spawn } from 'node:child_process';
import type { Env } from '@ccx/contracts';

export interface ExecuteOptions {
  /** Complete: nothing is added. */
  readonly env: Env;
  /** Goes to stdin; without it there is none. */
  readonly input?: string;
  readonly timeoutMs: number;
}

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; `null` where it cannot be started or does not end in time, and then it is ended. */
export type Execute = (file: string, args: readonly string[], options: ExecuteOptions) => Promise<Answer | null>;

const LARGEST_ANSWER = 8 * 1024 * 1024;

/** A terminal's own client answers at once; one that does not is stuck with its server. */
export const ANSWER_MS = 2_000;

export const execute: Execute = (file, args, { env, input, timeoutMs }) =>
  new Promise((resolve) => {
    const stdin = input === undefined ? 'ignore' : 'pipe';
    const child = spawn(file, args, { env: { ...env }, stdio: [stdin, 'pipe', 'pipe'] });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        if (texts[name].length < LARGEST_ANSWER) texts[name] += text;
      });
    }
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      for (const stream of child.stdio) stream?.destroy();
      resolve(null);
    }, timeoutMs);
    const end = (answer: Answer | null): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    child.once('error', () => end(null));
    child.once('close', (code) => end({ code, ...texts }));
    // Breaks where the program ends without reading it.
    child.stdin?.on('error', () => {}).end(input);
  });
