import { expect, test } from 'vitest';
import { add, addOne, done, draft, ids, later, minutes, mustTake, ROOMY, takeAll, type Fresh } from '../subject.ts';

/** 2. Priority, then run-at, then sequence: no two items are equal. */
export function orderPoint(open: Fresh): void {
  test('a smaller priority comes first, whenever it was added', async () => {
    const { queue } = await open({ limits: ROOMY });
    await add(queue, { priority: 5 }, { priority: 20 }, { priority: -1 }, { priority: 10 });
    const order = (await takeAll(queue)).map(({ item }) => item.priority);
    expect(order).toEqual([-1, 5, 10, 20]);
  });

  test('of the same priority, the one that may run earlier comes first', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const [late, early] = await add(
      queue,
      { runAt: later(clock.now(), minutes(2)) },
      { runAt: later(clock.now(), minutes(1)), type: 'command', limitKey: 'repo' },
    );
    await clock.advance(minutes(3));
    expect((await takeAll(queue)).map(({ item }) => item.id)).toEqual([early, late]);
  });

  test('of the same priority and run-at, the one that came first comes first', async () => {
    const { queue } = await open({ limits: ROOMY });
    const added = await add(queue, ...Array.from({ length: 50 }, () => ({})));
    expect((await takeAll(queue)).map(({ item }) => item.id)).toEqual(added);
  });

  test('lanes, keys and types do not change the order', async () => {
    const { queue } = await open({ limits: { ...ROOMY, perKey: 100 } });
    const lanes = ['auto', 'codex', 'claude/work'];
    const drafts = Array.from({ length: 90 }, (_, index) => ({
      priority: (index * 7) % 5,
      lane: lanes[index % 3] ?? 'auto',
      type: `t${index % 4}`,
      ...(index % 2 === 0 ? { limitKey: `key-${index % 8}` } : {}),
    }));
    const added = await add(queue, ...drafts);
    const wanted = added
      .map((id, index) => ({ id, index, priority: drafts[index]?.priority ?? 0 }))
      .toSorted((a, b) => a.priority - b.priority || a.index - b.index)
      .map(({ id }) => id);
    expect(await ids(queue, 'waiting')).toEqual(wanted);
    expect((await takeAll(queue, { lanes })).map(({ item }) => item.id)).toEqual(wanted);
  });

  test('only lanes that were named are claimed from', async () => {
    const { queue } = await open({ limits: ROOMY });
    await add(queue, { lane: 'codex', priority: 1 }, { lane: 'claude/work', priority: 2 }, { priority: 3 });
    expect((await takeAll(queue, { lanes: ['claude/work', 'gemini'] })).map(({ item }) => item.lane)).toEqual([
      'claude/work',
    ]);
    expect(await takeAll(queue, { lanes: [] })).toEqual([]);
    expect((await takeAll(queue, { lanes: ['auto'] })).map(({ item }) => item.priority)).toEqual([3]);
    expect((await queue.claim({ worker: 'w', lanes: ['codex'], leaseMs: 1000 })).lease?.item.priority).toBe(1);
  });

  test('the list shows the order of the claims', async () => {
    const { queue } = await open({ limits: { ...ROOMY, cap: 100 } });
    await queue.enqueue(Array.from({ length: 40 }, (_, index) => draft({ priority: (index * 13) % 7 })));
    const listed = await ids(queue, 'waiting');
    expect((await takeAll(queue)).map(({ item }) => item.id)).toEqual(listed);
  });

  test('what failed once goes behind what was added while it waited, and ahead of what comes after', async () => {
    const { queue, clock } = await open({ limits: { ...ROOMY, perKey: 1 } });
    const failed = await addOne(queue, {});
    await queue.settle(await mustTake(queue), { is: 'retry', reason: 'no', afterMs: minutes(2) });
    await clock.advance(minutes(1));
    const meanwhile = await addOne(queue, {});
    await clock.advance(minutes(2));
    const after = await addOne(queue, {});
    expect((await takeAll(queue)).map(({ item }) => item.id)).toEqual([meanwhile, failed, after]);
  });

  test('a change of the priority moves an item that waits', async () => {
    const { queue } = await open({ limits: ROOMY });
    const [first = '', second = ''] = await add(queue, {}, {});
    await queue.edit(second, { priority: 1 });
    const lease = await mustTake(queue);
    expect(lease.item.id).toBe(second);
    await done(queue, lease);
    expect((await mustTake(queue)).item.id).toBe(first);
  });
}
