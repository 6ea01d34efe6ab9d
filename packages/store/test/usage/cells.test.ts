import { type Instant, totalTokens } from '@ccx/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Store } from '../../src/index.ts';
import { always, batch, record, usage } from '../records.ts';
import { opened } from '../store-support.ts';

const START = Date.parse('2026-03-10T08:00:00.000Z');
/** Few moments around the ends of two quarters of an hour, so that ranges end before, at and after calls. */
const at = fc
  .constantFrom(0, 1, 450_000, 899_999, 900_000, 900_001, 1_799_999, 1_800_000)
  .map((ms): Instant => new Date(START + ms).toISOString());
const file = fc.constantFrom('/a', '/b', '/c');
const records = fc.array(
  fc.record({
    id: fc.constantFrom('m1', 'm2', 'm3'),
    at,
    model: fc.constantFrom('opus', 'haiku'),
    usage: fc.integer({ min: 0, max: 3 }).map((output) => usage(output)),
    vendorCostUsd: fc.constantFrom(null, 0.25),
  }),
  { maxLength: 4 },
);
const step: fc.Arbitrary<(store: Store) => void> = fc.oneof(
  fc.tuple(file, records, fc.boolean()).map(
    ([name, found, replaces]) =>
      (store: Store) =>
        store.commit(batch(name, found.map(record), { replaces })),
  ),
  file.map((name) => (store: Store) => store.archive(name)),
  file.map((name) => (store: Store) => store.restore(name)),
);

test('sums of any range are those of its calls, whatever came, was rewritten, went and came back before', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), fc.option(at), fc.option(at), (steps, from, to) => {
      const store = opened();
      for (const each of steps) each(store);
      for (const range of [{ from, to }, always]) {
        const calls = [...store.usageCalls({ range, groupBy: [] })];
        const [sum] = store.queryUsage({ range, groupBy: [] });
        const costs = calls.flatMap(({ vendorCostUsd: usd }) => (usd === null ? [] : [usd]));
        expect({ ...sum, tokens: sum && totalTokens(sum.usage) }).toMatchObject({
          calls: calls.length,
          tokens: calls.reduce((tokens, call) => tokens + totalTokens(call.usage), 0),
          archivedCalls: calls.filter(({ archived }) => archived).length,
          vendorCostUsd: costs.length === 0 ? null : costs.reduce((usd, cost) => usd + cost, 0),
          ...(calls.length > 0 && { firstAt: calls[0]?.at, lastAt: calls.at(-1)?.at }),
        });
        const rows = store.queryUsage({ range, groupBy: ['model'] });
        expect(rows.map(({ model, calls: count }) => [model, count])).toEqual(
          ['haiku', 'opus'].flatMap((model) => {
            const count = calls.filter((call) => call.model === model).length;
            return count === 0 ? [] : [[model, count]];
          }),
        );
      }
    }),
    { numRuns: 100 },
  );
});
