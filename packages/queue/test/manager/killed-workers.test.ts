import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorkItem } from '@ccx/contracts';
import { createFakeClock } from '@ccx/testkit';
import { createMemoryQueue } from '../../src/index.ts';
import { testAccounts } from './support/accounts.ts';
import { startWorker, type MortalWorker, type World } from './support/mortal-worker.ts';

/** When workers are killed: milliseconds after the last time, and which of the two. */
const anyKills = fc.array(fc.tuple(fc.integer({ min: 0, max: 120_000 }), fc.constantFrom(0, 1)), { maxLength: 20 });

test('however often workers are killed, each item is done to the world once, or a person is asked', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyKills,
      fc.array(fc.constantFrom('resume', 'ask'), { minLength: 1, maxLength: 6 }),
      async (kills, policies) => {
        const clock = createFakeClock();
        const queue = createMemoryQueue({ clock, limits: { maxStalls: 100 }, random: () => 0 });
        const accounts = testAccounts(clock, [{ name: 'claude/work', places: 1_000 }]);
        const world: World = { writes: new Map(), sessions: new Map() };
        const hands = { queue, clock, accounts, world };
        await queue.enqueue(policies.map((onEffects) => ({ type: 'echo', payload: null, priority: 1, onEffects })));
        const workers: [MortalWorker, MortalWorker] = [startWorker('a', hands), startWorker('b', hands)];
        for (const [at, [afterMs, which]] of kills.entries()) {
          await clock.advance(afterMs);
          workers[which].kill();
          workers[which] = startWorker(`w${at}`, hands);
        }
        await clock.advance(2 * 3_600_000);
        const items: WorkItem[] = [];
        for await (const item of queue.list()) items.push(item);
        expect(items).toHaveLength(policies.length);
        for (const { id, state, onEffects, reason, attempts } of items) {
          const writes = world.writes.get(id) ?? 0;
          if (state === 'done') expect(writes).toBe(1);
          else
            expect({ state, onEffects, named: reason?.includes('session') }).toEqual({
              state: 'needs-human',
              onEffects: 'ask',
              named: true,
            });
          expect(writes).toBeLessThanOrEqual(1);
          expect(attempts).toBe(0);
        }
        for (const worker of workers) worker.kill();
      },
    ),
    {
      numRuns: 60,
      // Three who ask alike held the whole queue once.
      examples: [
        [
          [
            [63_000, 0],
            [57_000, 1],
            [49_456, 1],
            [530, 1],
            [10_014, 1],
          ],
          ['ask', 'ask', 'ask', 'resume'],
        ],
      ],
    },
  );
});
