import { countedRecords, totalTokens, type ScanBatch, type UsageRecord } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/index.ts';
import { always, batch, eve, record, usage } from '../records.ts';
import { opened, total } from '../store-support.ts';

const calls = (store: Store): readonly UsageRecord[] => [...store.usageCalls({ range: always, groupBy: [] })];

describe('a call that is told several times', () => {
  test('counts once, with the most tokens that any line tells, within a batch and over batches', () => {
    const store = opened();
    store.commit(batch('/a', [record({ usage: usage(1) }), record({ usage: usage(5) }), record({ usage: usage(3) })]));
    expect(total(store)).toEqual({ tokens: 6, calls: 1, archived: 0 });
    store.commit(batch('/a', [record({ usage: usage(9) })]));
    store.commit(batch('/a', [record({ usage: usage(2) })]));
    expect(total(store)).toEqual({ tokens: 10, calls: 1, archived: 0 });
  });

  test('in two files counts in the first by path where both are alike, whichever was read first', () => {
    for (const order of [
      ['/a', '/b'],
      ['/b', '/a'],
    ]) {
      const store = opened();
      for (const file of order) store.commit(batch(file, [record({ sessionId: `of ${file}` })]));
      expect(calls(store).map(({ sessionId }) => sessionId)).toEqual(['of /a']);
    }
  });

  test('is two calls where two requests made it, unless one is a copy beside the main conversation', () => {
    const store = opened();
    store.commit(batch('/a', [record(), record({ requestId: 'req_2' })]));
    expect(total(store).calls).toBe(2);
    store.commit(batch('/b', [record({ id: 'msg_2', requestId: 'req_3' })]));
    store.commit(batch('/c', [record({ id: 'msg_2', requestId: 'req_4', sidechain: true, usage: usage(99) })]));
    expect(total(store)).toEqual({ tokens: 30, calls: 3, archived: 0 });
  });

  test('counts each of its parts', () => {
    const store = opened();
    store.commit(batch('/a', [record(), record({ part: 1, model: 'haiku', usage: usage(4) })]));
    store.commit(batch('/b', [record({ part: 1, model: 'haiku', usage: usage(4) })]));
    expect(total(store)).toEqual({ tokens: 15, calls: 2, archived: 0 });
  });

  test('gives the number of lines that told of it again', () => {
    const store = opened();
    const parts = [record({ id: 'msg_2' }), record({ id: 'msg_2', part: 1, model: 'haiku' })];
    store.commit(batch('/a', [record(), ...parts], { callLines: 5 }));
    expect(store.repeatedLines()).toBe(3);
    store.commit(batch('/a', [record({ usage: usage(20) })], { callLines: 2 }));
    expect(store.repeatedLines()).toBe(5);
    store.commit(batch('/b', [record({ account: eve })]));
    expect([store.repeatedLines(), store.repeatedLines([eve.id]), store.repeatedLines([])]).toEqual([6, 1, 0]);
    store.commit(batch('/a', parts, { replaces: true }));
    expect(store.repeatedLines()).toBe(0);
  });

  test('is one call where no request has an id', () => {
    const store = opened();
    const { requestId: _, ...withoutRequest } = record();
    store.commit(batch('/a', [withoutRequest, record({ requestId: null, usage: usage(20) })]));
    store.commit(batch('/b', [record({ requestId: '' })]));
    expect(total(store)).toEqual({ tokens: 21, calls: 1, archived: 0 });
    expect(calls(store)[0]?.requestId).toBeNull();
  });
});

describe('a file that is read again from its start', () => {
  test('says only what it says now, and a copy elsewhere counts again', () => {
    const store = opened();
    store.commit(batch('/a', [record({ usage: usage(19) }), record({ id: 'gone', usage: usage(6) })]));
    store.commit(batch('/b', [record()]));
    expect(total(store)).toEqual({ tokens: 27, calls: 2, archived: 0 });
    store.commit(batch('/a', [record({ id: 'new', usage: usage(1) })], { replaces: true }));
    expect(total(store)).toEqual({ tokens: 12, calls: 2, archived: 0 });
  });

  test('can be emptied', () => {
    const store = opened();
    store.commit(batch('/a', [record()], { skipped: { malformed: 2 } }));
    store.commit(batch('/a', [], { replaces: true, cursor: 'start' }));
    expect(total(store).calls).toBe(0);
    expect(store.cursor('/a')).toBe('start');
    expect(store.skippedLines()).toEqual({});
  });
});

describe('a transcript that is gone', () => {
  test('still counts, and its calls are marked until it comes back', () => {
    const store = opened();
    store.commit(batch('/a', [record(), record({ id: 'msg_2' })]));
    store.archive('/a');
    expect(total(store)).toEqual({ tokens: 20, calls: 2, archived: 2 });
    expect(calls(store).map(({ archived }) => archived)).toEqual([true, true]);
    expect(store.cursor('/a')).toBe('after 2');
    store.commit(batch('/a', [record({ id: 'msg_3' })]));
    expect(total(store)).toEqual({ tokens: 30, calls: 3, archived: 0 });
  });

  test('leaves a call unmarked that stands in a living file too', () => {
    const store = opened();
    store.commit(batch('/a', [record()]));
    store.commit(batch('/b', [record()]));
    store.archive('/a');
    expect(total(store)).toEqual({ tokens: 10, calls: 1, archived: 0 });
    store.archive('/b');
    expect(total(store)).toEqual({ tokens: 10, calls: 1, archived: 1 });
  });

  test('that was never read changes nothing', () => {
    const store = opened();
    store.archive('/never');
    expect(store.cursor('/never')).toBeNull();
  });

  test('is told apart from one in the archive of the vendor, which stays marked', () => {
    const store = opened();
    store.commit(batch('/a', [record({ archived: true })]));
    expect(total(store).archived).toBe(1);
    store.commit(batch('/a', [record({ id: 'msg_2' })]));
    expect(total(store)).toEqual({ tokens: 20, calls: 2, archived: 1 });
  });
});

/** Few ids in few files, so that everything meets everything. */
const records = fc.array(
  fc.record({
    id: fc.constantFrom('m1', 'm2', 'm3'),
    requestId: fc.constantFrom('r1', 'r2', null),
    part: fc.constantFrom(0, 0, 1),
    sidechain: fc.boolean(),
    model: fc.constantFrom('opus', 'haiku'),
    sessionId: fc.constantFrom('s1', 's2'),
    usage: fc.integer({ min: 0, max: 3 }).map((output) => usage(output)),
    vendorCostUsd: fc.constantFrom(null, 0.1, 0.07, 0.000_000_7),
  }),
  { maxLength: 4 },
);

test('what counts does not depend on the order in which files were read, and is what the contract says', () => {
  const files = fc.dictionary(fc.constantFrom('/a', '/b', '/c', '/d'), fc.tuple(records, records), { minKeys: 1 });
  fc.assert(
    fc.property(files, fc.infiniteStream(fc.nat()), fc.subarray(['/a', '/b', '/c', '/d']), (found, picks, gone) => {
      const one = opened();
      const other = opened();
      const queues = Object.entries(found).map(([file, halves]) => halves.map((half) => batchOf(file, half)));
      for (const queue of queues) for (const each of queue) one.commit(each);
      // Batches of one file keep their order; those of different files mix in any way.
      for (
        let left = queues.map((queue) => [...queue]);
        left.length > 0;
        left = left.filter(({ length }) => length > 0)
      ) {
        const next = left[picks.next().value % left.length]?.shift();
        if (next !== undefined) other.commit(next);
      }
      for (const file of gone) one.archive(file);
      for (const file of gone.toReversed()) other.archive(file);
      const query = { range: always, groupBy: ['session', 'model', 'price'] } as const;
      expect(other.queryUsage(query)).toEqual(one.queryUsage(query));
      expect(calls(other)).toEqual(calls(one));
      expect(tokensOf(calls(one))).toEqual(tokensOf(expected(found)));
    }),
    { numRuns: 40 },
  );
});

function batchOf(file: string, found: readonly Partial<UsageRecord>[]): ScanBatch {
  return batch(file, found.map(record));
}

/** By the contract's own function over all lines at once, files in the order of their paths. */
function expected(
  found: Readonly<Record<string, readonly (readonly Partial<UsageRecord>[])[]>>,
): readonly UsageRecord[] {
  const lines = Object.entries(found)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, halves]) => halves.flat().map(record));
  const keys = new Set(lines.map(({ id, part }) => `${id} ${part}`));
  return [...keys].flatMap((key) => countedRecords(lines.filter(({ id, part }) => `${id} ${part}` === key)));
}

function tokensOf(found: readonly UsageRecord[]): readonly string[] {
  return found
    .map((call) => [call.id, call.part, call.requestId, call.sidechain, totalTokens(call.usage), call.model].join(' '))
    .toSorted();
}
