import type { WorkOutcome } from '@ccx/contracts';
import { CcxError } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { add, addOne, draft, ids, later, minutes, mustTake, ROOMY, stateOf, type Fresh } from '../subject.ts';

/** 3. A dedup key belongs to one living item. */
export function dedupPoint(open: Fresh): void {
  test.each<readonly [string, WorkOutcome | null, string]>([
    ['waits', null, 'waiting'],
    ['failed and waits for its next try', { is: 'retry', reason: 'no' }, 'delayed'],
    ['waits for a person', { is: 'needs-human', reason: 'look' }, 'needs-human'],
  ])('the key of an item that %s is taken: a second draft is a duplicate of it', async (_, outcome, state) => {
    const { queue } = await open();
    const id = await addOne(queue, { dedupKey: 'k' });
    if (outcome !== null) await queue.settle(await mustTake(queue), outcome);
    expect(await queue.enqueue([draft({ dedupKey: 'k' })])).toEqual([{ is: 'duplicate', of: id, state }]);
    expect(await ids(queue)).toHaveLength(1);
  });

  test('so is that of one that runs, that is delayed and that is held', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const running = await addOne(queue, { dedupKey: 'running' });
    await mustTake(queue);
    const delayed = await addOne(queue, { dedupKey: 'delayed', runAt: later(clock.now(), minutes(1)) });
    const held = await addOne(queue, { dedupKey: 'held' });
    await queue.hold({ item: held }, null, 'not yet');
    const again = ['running', 'delayed', 'held'].map((dedupKey) => draft({ dedupKey }));
    expect(await queue.enqueue(again)).toEqual([
      { is: 'duplicate', of: running, state: 'running' },
      { is: 'duplicate', of: delayed, state: 'delayed' },
      { is: 'duplicate', of: held, state: 'held' },
    ]);
  });

  test('an empty key is none', async () => {
    const { queue } = await open();
    const outcomes = await queue.enqueue([draft({ dedupKey: '' }), draft({ dedupKey: '' }), draft(), draft()]);
    expect(outcomes.map(({ is }) => is)).toEqual(['enqueued', 'enqueued', 'enqueued', 'enqueued']);
  });

  test.each<WorkOutcome>([
    { is: 'done', result: 1 },
    { is: 'dead', reason: 'hopeless' },
    { is: 'cancelled', reason: 'enough' },
  ])('an end as $is sets the key free, with the same step', async (outcome) => {
    const { queue, second } = await open();
    const other = (await second?.()) ?? queue;
    await addOne(queue, { dedupKey: 'k' });
    const lease = await mustTake(queue);
    // Neither of both orders may show a key that is taken by nobody, or an item that ended and keeps its key.
    const [settled, [outcome2]] = await Promise.all([
      queue.settle(lease, outcome),
      other.enqueue([draft({ dedupKey: 'k' })]),
    ]);
    expect(settled).toBe('settled');
    if (outcome2?.is === 'duplicate') {
      expect(outcome2).toMatchObject({ of: lease.item.id, state: 'running' });
      expect((await other.enqueue([draft({ dedupKey: 'k' })])).map(({ is }) => is)).toEqual(['enqueued']);
    } else expect(outcome2?.is).toBe('enqueued');
    expect(await stateOf(other, lease.item.id)).toBe(outcome.is);
    expect((await other.enqueue([draft({ dedupKey: 'k' })])).map(({ is }) => is)).toEqual(['duplicate']);
  });

  test('the cancelling of an item that waits sets its key free', async () => {
    const { queue } = await open();
    const id = await addOne(queue, { dedupKey: 'k' });
    expect(await queue.cancel(id)).toBe('cancelled');
    expect((await queue.enqueue([draft({ dedupKey: 'k' })])).map(({ is }) => is)).toEqual(['enqueued']);
  });

  test('an item is not brought back beside another one that has its key by now', async () => {
    const { queue } = await open();
    const id = await addOne(queue, { dedupKey: 'k' });
    await queue.settle(await mustTake(queue), { is: 'dead', reason: 'hopeless' });
    await addOne(queue, { dedupKey: 'k' });
    await queue.redrive(id).then(
      (brought) => expect(brought).toBe(false),
      (error: unknown) => expect(CcxError.is(error)).toBe(true),
    );
    expect(await stateOf(queue, id)).toBe('dead');
  });

  test('no item can be given the key of another one', async () => {
    const { queue } = await open();
    const [, id = ''] = await add(queue, { dedupKey: 'k' }, { dedupKey: 'other' });
    await expect(queue.edit(id, { dedupKey: 'k' })).rejects.toSatisfy((error) =>
      CcxError.is(error, 'invalid_argument'),
    );
    expect((await queue.get(id))?.dedupKey).toBe('other');
    await queue.edit(id, { dedupKey: null });
    await addOne(queue, { dedupKey: 'other' });
  });
}
