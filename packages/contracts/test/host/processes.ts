import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { processId, type ProcessId } from '@ccx/contracts/host';

/** The entry under test, for scripts that import it in a process of their own. */
export const HOST: string = fileURLToPath(new URL('../../src/host/index.ts', import.meta.url));

export interface Started {
  readonly child: ChildProcess;
  readonly id: ProcessId;
  readonly output: () => string;
  /** Settles when the process ended and nobody holds its stdout any more. */
  readonly closed: Promise<void>;
}

/** A temporary folder and processes that carry one marker, all gone after `end`. */
export interface Playground {
  readonly folder: string;
  readonly marker: { readonly name: string; readonly value: string };
  start(command: string, args: readonly string[], options?: StartOptions): Promise<Started>;
  /** Pids of everything that was started from here and runs, read from /proc without the code under test. */
  running(): readonly number[];
  end(): Promise<void>;
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly argv0?: string;
  /** Resolves only when stdout holds this text. */
  readonly until?: string;
}

export function playground(): Playground {
  const folder = mkdtempSync(join(tmpdir(), 'ccx host '));
  const marker = { name: 'CCX_HOST_TEST', value: randomUUID() };
  const running = (): readonly number[] => carriersOf(`${marker.name}=${marker.value}`);
  return {
    folder,
    marker,
    running,
    async start(command, args, { env = {}, until: text, argv0 } = {}) {
      const child = spawn(command, args, {
        cwd: folder,
        detached: true,
        env: { ...process.env, ...env, [marker.name]: marker.value },
        stdio: ['ignore', 'pipe', 'pipe'],
        ...(argv0 === undefined ? {} : { argv0 }),
      });
      let output = '';
      let errors = '';
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
      const closed = new Promise<void>((resolve, reject) => child.once('close', () => resolve()).once('error', reject));
      if (child.pid === undefined) await closed;
      const id = await processId(child.pid ?? 0);
      if (id === null) throw new Error(`${command} ended before it could be looked at: ${output}${errors}`);
      if (text !== undefined)
        await until(
          () => `${command} says "${text}": ${output}${errors}`,
          () => output.includes(text),
        );
      return { child, id, output: () => output, closed };
    },
    async end() {
      await until('nothing of the test runs any more', () => {
        const pids = running();
        pids.forEach(kill);
        return pids.length === 0;
      });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended between the two lines.
  }
}

/** Polls a condition until it holds. */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`Waited in vain until ${typeof what === 'string' ? what : what()}.`);
    await pause(5);
  }
}

/** Letter and name of a process as /proc tells them; `null` when it is gone. */
export function statusOf(pid: number): { readonly state: string; readonly name: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return { state: /^State:\s*(\w)/m.exec(text)?.[1] ?? '', name: /^Name:\s*(.*)$/m.exec(text)?.[1] ?? '' };
  } catch {
    return null;
  }
}

export function runs(pid: number): boolean {
  const state = statusOf(pid)?.state;
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/** Whether a command works here; tests that need it are skipped with its name otherwise. */
export function works(command: string, args: readonly string[]): boolean {
  return process.platform === 'linux' && spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function carriersOf(entry: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(entry) && runs(pid);
      } catch {
        return false;
      }
    });
}
