import { expect, test } from 'vitest';
import { add, done, later, LEASE_MS, minutes, mustTake, ROOMY, take, type Fresh } from '../subject.ts';

/** 16. Counts of one moment. */
export function statsPoint(open: Fresh): void {
  test('an empty queue has counted nothing', async () => {
    const { queue } = await open();
    expect(await queue.stats()).toEqual({
      states: { waiting: 0, delayed: 0, running: 0, held: 0, 'needs-human': 0, done: 0, dead: 0, cancelled: 0 },
      rate: { used: 0, left: 60, nextAt: null },
      totals: { claims: 0, done: 0, failed: 0 },
    });
    expect([await queue.depth(), await queue.inProgress()]).toEqual([0, 0]);
  });

  test('every item is counted in the state in which it is', async () => {
    const { queue, clock } = await open({ limits: { ...ROOMY, startsPerHour: 100 } });
    const added = await add(queue, ...Array.from({ length: 7 }, () => ({})), {
      runAt: later(clock.now(), minutes(5)),
    });
    await done(queue, await mustTake(queue));
    await queue.settle(await mustTake(queue), { is: 'dead', reason: 'r' });
    await queue.settle(await mustTake(queue), { is: 'needs-human', reason: 'r' });
    await mustTake(queue);
    await queue.cancel(added[4] ?? '');
    await queue.hold({ item: added[5] ?? '' }, null, 'r');
    const stats = await queue.stats();
    expect(stats.states).toEqual({
      waiting: 1,
      delayed: 1,
      running: 1,
      held: 1,
      'needs-human': 1,
      done: 1,
      dead: 1,
      cancelled: 1,
    });
    expect(stats.rate).toEqual({ used: 4, left: 96, nextAt: null });
    expect(stats.totals).toMatchObject({ claims: 4, done: 1 });
    expect(await queue.depth()).toBe(2);
  });

  test('what was counted stays counted when it is taken away', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    await add(queue, {}, {});
    await done(queue, await mustTake(queue));
    await queue.settle(await mustTake(queue), { is: 'dead', reason: 'r' });
    const { totals } = await queue.stats();
    expect(totals).toEqual({ claims: 2, done: 1, failed: 1 });
    await queue.prune({ states: ['done', 'dead'], before: later(clock.now(), 1) });
    expect((await queue.stats()).totals).toEqual(totals);
  });

  test('what runs is counted in all and of one key, and no longer when its lease is over', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    await add(queue, { dedupKey: 'a' }, { dedupKey: 'b' }, {});
    for (let times = 0; times < 3; times += 1) await mustTake(queue);
    expect(await queue.inProgress()).toBe(3);
    expect([await queue.inProgress('a'), await queue.inProgress('c')]).toEqual([1, 0]);
    await clock.advance(LEASE_MS + 1);
    await queue.hold({}, null, 'r');
    expect(await take(queue)).toBeNull();
    expect([await queue.inProgress(), await queue.inProgress('a')]).toEqual([0, 0]);
  });

  test('what an item has cost is the sum of its runs, and not known when one of them is not', async () => {
    const { queue } = await open({ limits: ROOMY });
    const [id = ''] = await add(queue, {});
    expect((await queue.get(id))?.costUsd).toBeUndefined();
    for (const [costUsd, sum] of [
      [0.5, 0.5],
      [0.25, 0.75],
      [null, null],
      [1, null],
    ] as const) {
      const lease = await mustTake(queue);
      await queue.extend(lease, { sessionId: 's', accountId: 'a', effects: 'none', runId: 'r', costUsd });
      await queue.settle(lease, { is: 'retry', reason: 'no', afterMs: 0 });
      if ((await queue.get(id))?.state === 'dead') await queue.redrive(id);
      expect((await queue.get(id))?.costUsd).toBe(sum);
    }
  });
}
