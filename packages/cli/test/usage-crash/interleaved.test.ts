import { copyFileSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '@ccx/store';
import { createTempHome } from '@ccx/testkit';
import { createScanner } from '@ccx/usage';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { beginHistory, type History } from './history.ts';
import { told } from './scan.ts';

/** One scan of two, by half steps: it reads a batch, or it commits the one that it has read. */
async function* halfSteps(database: string, { accounts }: History): AsyncGenerator<void> {
  const store = openStore(database);
  try {
    for (const account of accounts) {
      const scan = createScanner(account.agent, { chunkBytes: 4096 }).scan(account, (file) => store.cursor(file));
      for await (const batch of scan) {
        yield;
        store.commit(batch);
        yield;
      }
    }
  } finally {
    store.close();
  }
}

async function all(steps: AsyncGenerator<void>): Promise<void> {
  for await (const _ of steps);
}

/** Puts a copy in the place of every file: all of them have to be read from the start. */
function replaceFiles(folder: string): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.jsonl')) continue;
    copyFileSync(join(folder, path), join(folder, 'copy'));
    renameSync(join(folder, 'copy'), join(folder, path));
  }
}

const schedule = fc.array(fc.tuple(fc.nat({ max: 1 }), fc.integer({ min: 1, max: 6 })), { maxLength: 20 });

describe('two scans at the same time', () => {
  test.each([
    ['of a new history', false, false],
    ['of a new history, of which one is broken off', false, true],
    ['of files that were all replaced', true, false],
    ['of files that were all replaced, of which one is broken off', true, true],
  ])('%s tell what one tells, whatever their steps', async (_, replaced, brokenOff) => {
    const temp = await createTempHome();
    onTestFinished(() => temp.remove());
    const folder = join(temp.home, 'history');
    const history = beginHistory(folder);
    history.grow(3);
    history.finish();
    const { malformed, ...truth } = history.truth;
    let databases = 0;
    await fc.assert(
      fc.asyncProperty(schedule, async (turns) => {
        const database = join(temp.home, `${databases++}.db`);
        if (replaced) {
          await all(halfSteps(database, history));
          replaceFiles(folder);
        }
        const [one, other] = [halfSteps(database, history), halfSteps(database, history)];
        for (const [which, steps] of turns) {
          for (let step = 0; step < steps; step += 1) await (which === 0 ? one : other).next();
        }
        if (brokenOff) await one.return(undefined);
        await Promise.all([all(one), all(other)]);
        await all(halfSteps(database, history));
        expect(told(database)).toEqual({ ...truth, skipped: { malformed } });
      }),
      { numRuns: 12 },
    );
  });
});
