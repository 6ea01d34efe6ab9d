import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTempHome, until } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createBullmqQueue, type Backlog } from '../../src/index.ts';
import { CRASH_LIMITS } from '../crash/crash-limits.ts';
import { notesOf } from '../crash/notes.ts';
import { judge } from '../crash/verdict.ts';
import { SERVERS } from './servers.ts';

const WORKER = fileURLToPath(new URL('crash-worker.ts', import.meta.url));
const LEASE_MS = 700;
const KILLS = Number(process.env['CCX_CRASH_KILLS'] ?? 6);
const ITEMS = KILLS * 10;

for (const [name, withServer] of SERVERS) {
  withServer(`workers on ${name} that are killed`, (server) => {
    test(
      'whichever worker is killed, in whatever step, every item is done once and goes on in its session',
      { timeout: 60_000 + KILLS * 10_000 },
      async () => {
        const temp = await createTempHome();
        onTestFinished(() => temp.remove());
        const folder = join(temp.home, 'notes');
        mkdirSync(folder);
        const prefix = await server().prefix();
        const queue = await createBullmqQueue({ connection: server().url, prefix, limits: CRASH_LIMITS });
        onTestFinished(() => queue.close());
        await fill(queue);
        let names = 0;
        const start = (): Worker => startWorker([server().url, prefix], folder, `worker-${(names += 1)}`);
        const living = [start(), start(), start()];
        onTestFinished(() => Promise.all(living.map((worker) => end(worker, 'SIGKILL'))).then(() => {}));
        for (let kill = 0; kill < KILLS; kill += 1) {
          const at = kill % living.length;
          const victim = living[at];
          if (victim === undefined) throw new Error('there is no worker');
          const before = notesOf(victim.notes).length;
          await until(() => notesOf(victim.notes).length > before, {
            pollMs: 1,
            what: `${victim.notes} to do something`,
          });
          await pause(Math.random() * 25);
          await end(victim, 'SIGKILL');
          living[at] = start();
        }
        await until(async () => (await queue.stats()).states.done === ITEMS, {
          deadlineMs: 50_000,
          what: 'all to be done',
        });
        for (const worker of living) {
          worker.child.stdin?.end();
          await worker.gone;
          expect(worker.child.exitCode).toBe(0);
        }
        const verdict = await judge(queue, folder);
        expect(verdict.wrong).toEqual([]);
        // It must have happened, or nothing was shown.
        expect(verdict.stalls).toBeGreaterThan(0);
      },
    );
  });
}

interface Worker {
  readonly child: ChildProcess;
  readonly notes: string;
  readonly gone: Promise<void>;
}

function startWorker(where: readonly string[], folder: string, name: string): Worker {
  const notes = join(folder, name);
  writeFileSync(notes, '');
  const args = ['--conditions=@ccx/source', WORKER, ...where, notes, name, String(LEASE_MS)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  return { child, notes, gone: new Promise((resolve) => void child.once('close', () => resolve())) };
}

async function end({ child, gone }: Worker, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await gone;
}

async function fill(queue: Backlog): Promise<void> {
  const outcomes = await queue.enqueue(
    Array.from({ length: ITEMS }, (_, at) => ({
      type: 'prompt',
      payload: {},
      priority: at % 3,
      dedupKey: `item-${at}`,
      ...(at % 3 === 0 && { limitKey: `repo-${at % 4}` }),
      onEffects: 'resume' as const,
    })),
  );
  expect(new Set(outcomes.map(({ is }) => is))).toEqual(new Set(['enqueued']));
}
