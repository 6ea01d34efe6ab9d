import type { WorkEvent } from '@ccx/queue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastEventBefore, lastEventId } from '../../src/commands/queue/event-search.ts';

/** Events with these ids, a second apart, and how often they were asked for. */
function queueWith(ids: readonly number[]): {
  events(after: number, limit?: number): Promise<WorkEvent[]>;
  asked: number;
} {
  const all = ids.map((id): WorkEvent => ({
    id,
    at: new Date(id * 1000).toISOString(),
    item: null,
    kind: 'held',
    detail: {},
  }));
  const queue = {
    asked: 0,
    events: async (after: number, limit = 1000): Promise<WorkEvent[]> => {
      queue.asked += 1;
      return all.filter(({ id }) => id > after).slice(0, limit);
    },
  };
  return queue;
}

const someIds = fc
  .uniqueArray(fc.integer({ min: 1, max: 3000 }), { maxLength: 200 })
  .map((ids) => ids.toSorted((a, b) => a - b));

test('the last event is found, whatever was pruned before it', async () => {
  await fc.assert(
    fc.asyncProperty(someIds, async (ids) => {
      expect(await lastEventId(queueWith(ids))).toBe(ids.at(-1) ?? 0);
    }),
  );
});

test('the last event before an instant is found', async () => {
  await fc.assert(
    fc.asyncProperty(someIds, fc.integer({ min: 0, max: 3100 }), async (ids, second) => {
      const at = new Date(second * 1000).toISOString();
      expect(await lastEventBefore(queueWith(ids), at)).toBe(ids.findLast((id) => id < second) ?? 0);
    }),
  );
});

test('few are asked for, however many there are', async () => {
  const queue = queueWith(Array.from({ length: 100_000 }, (_, at) => at + 1));
  expect(await lastEventId(queue)).toBe(100_000);
  expect(queue.asked).toBeLessThan(60);
});
