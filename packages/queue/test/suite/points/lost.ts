import { expect, test } from 'vitest';
import { add, done, ids, LEASE_MS, mustTake, ROOMY, takeAll, type Fresh } from '../subject.ts';

/** 13. What somebody took with him when he died is done by others. The whole of it: `test/crash`. */
export function lostPoint(open: Fresh): void {
  test('all items are done once when half of the workers never come back', async () => {
    const { queue, second, clock } = await open({ limits: ROOMY });
    const other = (await second?.()) ?? queue;
    const added = await add(queue, ...Array.from({ length: 20 }, (_, index) => ({ limitKey: `k${index % 7}` })));
    const lost = await takeAll(queue, { worker: 'lost' });
    expect(lost).toHaveLength(7);
    if (second !== undefined) await queue.close();
    const finished: string[] = [];
    await clock.advance(LEASE_MS + 1);
    while (finished.length < added.length) {
      const lease = await mustTake(other, { worker: 'next' });
      expect(await done(other, lease)).toBe('settled');
      finished.push(lease.item.id);
    }
    expect(finished.toSorted()).toEqual(added.toSorted());
    expect((await ids(other, 'done')).toSorted()).toEqual(added.toSorted());
    for (const { item } of lost) expect((await other.get(item.id))?.stalls).toBe(1);
  });
}
