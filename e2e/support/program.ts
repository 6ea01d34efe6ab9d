import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

export interface ProgramOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Written to stdin, which is then closed. Default: stdin is /dev/null. */
  readonly input?: string;
  /** A program that takes longer than this is killed, and the test fails. Default 60 000. */
  readonly deadlineMs?: number;
}

/** How a program ended. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** A program under way. */
export interface Program {
  readonly pid: number;
  /** What it has written so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** Signals this process alone, not those that it started. */
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Finished>;
}

/** Starts a program with exactly this environment. */
export function startProgram(
  file: string,
  args: readonly string[],
  { env, cwd, input, deadlineMs = 60_000 }: ProgramOptions,
): Program {
  const startedAt = performance.now();
  const child = spawn(file, args, {
    env: { ...env },
    cwd,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  if (input !== undefined) feed(child.stdin, input);
  const ended = new Promise<Finished>((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(
        new Error(
          `${[file, ...args].join(' ')} did not end within ${deadlineMs} ms\n${output.stdout}\n${output.stderr}`,
        ),
      );
    }, deadlineMs);
    child.on('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(deadline);
      resolve({ code, signal, ...output, tookMs: performance.now() - startedAt });
    });
  });
  // A test may look at the end late, or never when another expectation failed first.
  ended.catch(() => {});
  return { pid: child.pid ?? -1, output, signal: (name) => void child.kill(name), ended };
}

function feed(stdin: Writable | null, input: string): void {
  // A program that does not read to the end is its own affair.
  stdin?.on('error', () => {});
  stdin?.end(input);
}
