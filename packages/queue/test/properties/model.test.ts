import { createFakeClock } from '@ccx/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryQueue } from '../../src/index.ts';
import { operations } from './operations.ts';
import { LIMITS, Pair } from './pair.ts';

/** More, and other ones, with `CCX_PROPERTY_RUNS`. */
const RUNS = Number(process.env['CCX_PROPERTY_RUNS'] ?? 150);

test('whatever is done to it, a queue tells the same as one of plain arrays that looks at everything', async () => {
  await fc.assert(
    fc.asyncProperty(operations, async (all) => {
      const clock = createFakeClock();
      const queue = createMemoryQueue({ clock, limits: LIMITS });
      try {
        const pair = new Pair(queue, clock);
        for (const operation of all) await pair.do(operation);
        const ended = (await queue.events(0, 100_000)).filter(({ kind }) => kind === 'done').map(({ item }) => item);
        expect(ended).toEqual([...new Set(ended)]);
      } finally {
        await queue.close();
      }
    }),
    { numRuns: RUNS },
  );
});
