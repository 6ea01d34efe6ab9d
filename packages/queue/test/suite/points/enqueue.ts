import type { WorkDraft } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { add, addOne, done, draft, ids, later, minutes, mustTake, ROOMY, stateOf, type Fresh } from '../subject.ts';

/** 1. Every draft is answered, with what became of it. */
export function enqueuePoint(open: Fresh): void {
  test('a batch has one outcome for each draft, in their order, and the items have growing numbers', async () => {
    const { queue } = await open();
    const outcomes = await queue.enqueue([draft({ dedupKey: 'a' }), draft({ dedupKey: 'a' }), draft()]);
    expect(outcomes.map(({ is }) => is)).toEqual(['enqueued', 'duplicate', 'enqueued']);
    const [first, second] = await ids(queue);
    expect([outcomes[0], outcomes[2]]).toEqual([
      { is: 'enqueued', id: first },
      { is: 'enqueued', id: second },
    ]);
    const [a, b] = [await queue.get(first ?? ''), await queue.get(second ?? '')];
    expect(b?.seq).toBeGreaterThan(a?.seq ?? Number.NaN);
    expect(await queue.enqueue([])).toEqual([]);
  });

  test('an item is what its draft said, and waits untouched', async () => {
    const { queue, clock } = await open();
    const said = {
      type: 'command',
      payload: { deep: [1, { a: null }], text: 'ä "quoted" \u0000 \u{1f600}' },
      priority: -3,
      dedupKey: 'k',
      limitKey: 'repo',
      lane: 'claude/work',
      onEffects: 'ask',
      maxAttempts: 7,
    } satisfies WorkDraft;
    const id = await addOne(queue, said);
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(await queue.get(id)).toMatchObject({
      ...said,
      id,
      state: 'waiting',
      createdAt: clock.now(),
      attempts: 0,
      lastError: null,
      progress: null,
    });
  });

  test('an item is found by its id, its number, its number with # and a beginning of its id', async () => {
    const { queue } = await open();
    const [first = '', second = ''] = await add(queue, {}, {});
    const item = await queue.get(first);
    for (const name of [String(item?.seq), `#${item?.seq}`]) expect((await queue.get(name))?.id).toBe(first);
    const same = Array.from(first).findIndex((letter, at) => letter !== second[at]);
    expect((await queue.get(first.slice(0, same + 1)))?.id).toBe(first);
    for (const name of ['999', '#999', 'nothing', '']) expect(await queue.get(name)).toBeNull();
  });

  test('a full queue says how many it holds, and takes what still fits', async () => {
    const { queue } = await open({ limits: { cap: 3 } });
    await addOne(queue, {});
    const outcomes = await queue.enqueue([draft(), draft(), draft(), draft()]);
    expect(outcomes.map(({ is }) => is)).toEqual(['enqueued', 'enqueued', 'full', 'full']);
    expect(outcomes[3]).toEqual({ is: 'full', cap: 3 });
    expect(await ids(queue)).toHaveLength(3);
  });

  test('what is delayed counts for the cap; what runs or has ended does not', async () => {
    const { queue, clock } = await open({ limits: { cap: 2, running: 10 } });
    await add(queue, { runAt: later(clock.now(), minutes(5)) }, {});
    expect(await queue.enqueue([draft()])).toEqual([{ is: 'full', cap: 2 }]);
    const lease = await mustTake(queue);
    expect((await queue.enqueue([draft()])).map(({ is }) => is)).toEqual(['enqueued']);
    await queue.settle(lease, { is: 'done', result: null });
    expect(await queue.enqueue([draft()])).toEqual([{ is: 'full', cap: 2 }]);
  });

  test('a duplicate is told as one also by a full queue', async () => {
    const { queue } = await open({ limits: { cap: 1 } });
    const id = await addOne(queue, { dedupKey: 'k' });
    expect(await queue.enqueue([draft({ dedupKey: 'k' })])).toEqual([{ is: 'duplicate', of: id, state: 'waiting' }]);
  });

  test('a draft that cannot be work is rejected with the reason, and those beside it are taken', async () => {
    const { queue } = await open();
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const bad: readonly Partial<WorkDraft>[] = [
      { type: '' },
      { priority: Number.NaN },
      { runAt: 'tomorrow' },
      { payload: circular },
      { payload: 1n },
      { maxAttempts: 0 },
    ];
    const outcomes = await queue.enqueue([...bad.map(draft), draft({ priority: 77 })]);
    for (const [index, outcome] of outcomes.slice(0, -1).entries()) {
      expect({ index, ...outcome }).toEqual({ index, is: 'rejected', reason: expect.stringMatching(/\w/) });
    }
    expect(outcomes.at(-1)?.is).toBe('enqueued');
    expect(await ids(queue)).toHaveLength(1);
  });

  test('a draft whose id the caller chose makes one item, however often it is given, also when that has ended', async () => {
    const { queue } = await open();
    const id = '01890000-0000-7000-8000-0000000000aa';
    expect(await queue.enqueue([draft({ id })])).toEqual([{ is: 'enqueued', id }]);
    expect(await queue.enqueue([draft({ id })])).toEqual([{ is: 'duplicate', of: id, state: 'waiting' }]);
    await done(queue, await mustTake(queue));
    expect(await queue.enqueue([draft({ id })])).toEqual([{ is: 'duplicate', of: id, state: 'done' }]);
    expect(await queue.enqueue([draft({ id: 'mine' })])).toMatchObject([{ is: 'rejected' }]);
    expect(await ids(queue)).toEqual([id]);
  });

  test('a larger batch than any statement is taken whole', async () => {
    const { queue } = await open({ limits: { ...ROOMY, cap: 5000 } });
    const outcomes = await queue.enqueue(Array.from({ length: 5001 }, (_, index) => draft({ dedupKey: `k${index}` })));
    expect(new Set(outcomes.map(({ is }) => is).slice(0, 5000))).toEqual(new Set(['enqueued']));
    expect(outcomes.at(-1)).toEqual({ is: 'full', cap: 5000 });
    expect(await queue.depth()).toBe(5000);
    expect(await stateOf(queue, (await ids(queue)).at(-1) ?? '')).toBe('waiting');
  });
}
