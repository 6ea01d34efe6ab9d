import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notesOf, type SignedNote } from './notes.ts';
import type { Place } from './place.ts';

const WORKER = fileURLToPath(new URL('worker-main.ts', import.meta.url));

/** A process that works at the queue until it is told to stop, or dies. */
export interface Worker {
  readonly name: string;
  /** Throws when it has ended by itself. */
  readonly notes: () => readonly SignedNote[];
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Lets it finish what it does; throws when it did not end well. */
  stop(): Promise<void>;
}

export function startWorker(place: Place, folder: string, name: string, leaseMs: number): Worker {
  const file = join(folder, name);
  writeFileSync(file, '');
  const args = ['--conditions=@ccx/source', WORKER, JSON.stringify(place), file, name, String(leaseMs)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const gone = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const lives = (): void => {
    if (child.exitCode !== null) throw new Error(`${name} ended by itself, with ${child.exitCode}: ${stderr}`);
  };
  return {
    name,
    notes: () => {
      lives();
      return notesOf(file);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: async () => {
      lives();
      child.stdin.end();
      const code = await gone;
      if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr}`);
    },
  };
}
