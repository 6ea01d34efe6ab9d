import { CcxError, type WorkOutcome } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { add, addOne, done, LEASE_MS, mustTake, ROOMY, stateOf, take, type Fresh } from '../subject.ts';

/** 4. A claim is one step, and its token tells whether its holder still has the right to anything. */
export function fencingPoint(open: Fresh): void {
  test('an item is claimed by one of those who ask at the same time', async () => {
    const { queue, second } = await open({ limits: ROOMY });
    const other = (await second?.()) ?? queue;
    const added = await add(queue, ...Array.from({ length: 40 }, () => ({})));
    const leases = await Promise.all(
      Array.from({ length: 60 }, (_, index) => take(index % 2 === 0 ? queue : other, { worker: `w${index % 2}` })),
    );
    const claimed = leases.filter((lease) => lease !== null);
    expect(claimed.map(({ item }) => item.id).toSorted()).toEqual(added.toSorted());
    expect(new Set(claimed.map(({ token }) => token)).size).toBe(40);
  });

  test('a lease tells the item as it is under it', async () => {
    const { queue, clock } = await open();
    const id = await addOne(queue, {});
    const { item, expiresAt } = await mustTake(queue, { leaseMs: 5000 });
    expect(item).toMatchObject({ id, state: 'running', startedAt: clock.now() });
    expect(Date.parse(expiresAt) - Date.parse(clock.now())).toBe(5000);
    expect(await queue.get(id)).toEqual(item);
  });

  test('whoever was overtaken can neither extend nor settle, and what he said is kept as evidence', async () => {
    const { queue, second, clock } = await open({ limits: ROOMY });
    const id = await addOne(queue, {});
    const old = await mustTake(queue, { worker: 'frozen' });
    await clock.advance(LEASE_MS + 1);
    const other = (await second?.()) ?? queue;
    const current = await mustTake(other, { worker: 'next' });
    expect(current.item.id).toBe(id);
    expect(current.token).not.toBe(old.token);

    expect(await queue.extend(old, { sessionId: 'of-the-old', accountId: 'a', effects: 'possible' })).toBe(false);
    expect(await queue.settle(old, { is: 'dead', reason: 'the old one gave up' })).toBe('stale');
    expect(await queue.settle(old, { is: 'done', result: { made: 'by the old one' } })).toBe('stale');
    expect((await queue.get(id))?.progress).toBeNull();
    expect(await stateOf(queue, id)).toBe('running');

    if (queue.can.has('events')) {
      const late = (await queue.events(0)).filter(({ kind, item }) => kind === 'late' && item === id);
      expect(late).toHaveLength(2);
      expect(JSON.stringify(late[0]?.detail)).toContain('the old one gave up');
      expect(JSON.stringify(late[1]?.detail)).toContain('done');
    }

    expect(await other.extend(current)).toBe(true);
    expect(await done(other, current, 'by the next one')).toBe('settled');
    expect(await queue.get(id)).toMatchObject({ state: 'done', result: 'by the next one' });
  });

  test('an end counts once: the second settling is stale and changes nothing', async () => {
    const { queue } = await open();
    const id = await addOne(queue, {});
    const lease = await mustTake(queue);
    expect(await done(queue, lease, 'first')).toBe('settled');
    expect(await done(queue, lease, 'second')).toBe('stale');
    expect(await queue.settle(lease, { is: 'retry', reason: 'third' })).toBe('stale');
    expect(await queue.extend(lease)).toBe(false);
    expect(await queue.get(id)).toMatchObject({ state: 'done', result: 'first', attempts: 0 });
  });

  test.for<readonly [string, WorkOutcome]>([
    ['a wait until no time', { is: 'wait', reason: 'r', until: 'soon' }],
    ['a wait of no length', { is: 'retry', reason: 'r', afterMs: Number.NaN }],
    ['a wait of a negative length', { is: 'retry', reason: 'r', afterMs: -1 }],
  ])('an end with %s is an error that changes nothing', async ([, outcome]) => {
    const { queue } = await open();
    const id = await addOne(queue, {});
    const lease = await mustTake(queue);
    await expect(queue.settle(lease, outcome)).rejects.toSatisfy((error) => CcxError.is(error, 'invalid_argument'));
    expect(await queue.get(id)).toEqual(lease.item);
    expect(await done(queue, lease)).toBe('settled');
  });

  test('a token opens only its own item', async () => {
    const { queue } = await open({ limits: ROOMY });
    const [a = '', b = ''] = await add(queue, {}, {});
    const [first, second] = [await mustTake(queue), await mustTake(queue)];
    expect(await queue.settle({ ...first, token: second.token }, { is: 'dead', reason: 'wrong' })).toBe('stale');
    expect([await stateOf(queue, a), await stateOf(queue, b)]).toEqual(['running', 'running']);
  });
}
