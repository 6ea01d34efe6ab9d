import { join } from 'node:path';
import { createFakeClock, createTempHome } from '@ccx/testkit';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryQueue, openSqliteQueue, type Backlog } from '../../src/index.ts';
import { operations, type Operation } from './operations.ts';
import { LIMITS, Pair } from './pair.ts';

/** More, and other ones, with `CCX_PROPERTY_RUNS`. */
const RUNS = Number(process.env['CCX_PROPERTY_RUNS'] ?? 100);

test('whatever is done to it, a queue tells the same as one of plain arrays that looks at everything', async () => {
  await fc.assert(
    fc.asyncProperty(operations, async (all) => {
      const clock = createFakeClock();
      const ended = await live([createMemoryQueue({ clock, limits: LIMITS })], clock, all);
      expect(ended).toEqual([...new Set(ended)]);
    }),
    { numRuns: RUNS },
  );
});

test('so do two connections to one file that are used in turn', async () => {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  let files = 0;
  await fc.assert(
    fc.asyncProperty(operations, async (all) => {
      const clock = createFakeClock();
      const path = join(temp.home, `${(files += 1)}.db`);
      const open = (): Backlog => openSqliteQueue(path, { clock, limits: LIMITS, durable: false });
      const ended = await live([open(), open()], clock, all);
      expect(ended).toEqual([...new Set(ended)]);
    }),
    { numRuns: Math.ceil(RUNS / 10) },
  );
});

/** Does all of it to a queue and its model, and tells the items that were done, each as often as it was. */
async function live(
  queues: readonly Backlog[],
  clock: ReturnType<typeof createFakeClock>,
  all: readonly Operation[],
): Promise<readonly unknown[]> {
  try {
    const pair = new Pair(queues, clock);
    for (const operation of all) await pair.do(operation);
    const events = (await queues[0]?.events(0, 100_000)) ?? [];
    return events.filter(({ kind }) => kind === 'done').map(({ item }) => item);
  } finally {
    for (const queue of queues) await queue.close();
  }
}
