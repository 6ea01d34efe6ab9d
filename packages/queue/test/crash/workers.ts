import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notesOf, type SignedNote } from './notes.ts';

const WORKER = fileURLToPath(new URL('worker-main.ts', import.meta.url));

/** A process that works at the queue until it is told to stop, or dies. */
export interface Worker {
  readonly name: string;
  readonly notes: () => readonly SignedNote[];
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Lets it finish what it does; throws when it did not end well. */
  stop(): Promise<void>;
}

export function startWorker(queue: string, folder: string, name: string, leaseMs: number): Worker {
  const file = join(folder, name);
  writeFileSync(file, '');
  const args = ['--conditions=@ccx/source', WORKER, queue, file, name, String(leaseMs)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const gone = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return {
    name,
    notes: () => notesOf(file),
    kill: async () => {
      signal(child, 'SIGKILL');
      await gone;
    },
    freeze: () => signal(child, 'SIGSTOP'),
    thaw: () => signal(child, 'SIGCONT'),
    stop: async () => {
      child.stdin.end();
      const code = await gone;
      if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr}`);
    },
  };
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.exitCode !== null) throw new Error(`a worker ended by itself, with ${child.exitCode}`);
  child.kill(name);
}
