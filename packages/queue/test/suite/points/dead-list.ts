import { CcxError } from '@ccx/contracts';
import { expect, test } from 'vitest';
import {
  add,
  addOne,
  done,
  ids,
  kinds,
  later,
  minutes,
  mustTake,
  ROOMY,
  stateOf,
  take,
  type Fresh,
} from '../subject.ts';

/** 11. What was given up can be looked at, brought back and taken away. */
export function deadListPoint(open: Fresh): void {
  test('a dead item is listed with its reason, its tries and what they said', async () => {
    const { queue } = await open({ limits: { ...ROOMY, maxAttempts: 1 } });
    const [id = ''] = await add(queue, {}, {});
    await queue.settle(await mustTake(queue), { is: 'retry', reason: 'the build fails' });
    expect(await ids(queue, 'dead')).toEqual([id]);
    expect(await queue.get(id)).toMatchObject({ attempts: 1, lastError: 'the build fails' });
    expect(await queue.attempts(id)).toMatchObject([{ number: 1, worker: 'w1', reason: 'the build fails' }]);
  });

  test('a dead or a cancelled item is brought back with all its tries before it', async () => {
    const { queue } = await open({ limits: { ...ROOMY, maxAttempts: 2 } });
    const [dead = '', cancelled = ''] = await add(queue, { priority: 1 }, {});
    for (let tries = 0; tries < 2; tries += 1) {
      await queue.settle(await mustTake(queue), { is: 'retry', reason: 'no', afterMs: 0 });
    }
    await queue.cancel(cancelled);
    for (const id of [dead, cancelled]) {
      expect(await queue.redrive(id)).toBe(true);
      expect(await stateOf(queue, id)).toBe('waiting');
      expect((await queue.get(id))?.endedAt).toBeUndefined();
    }
    await queue.settle(await mustTake(queue), { is: 'retry', reason: 'no', afterMs: 0 });
    expect(await stateOf(queue, dead)).not.toBe('dead');
    await done(queue, await mustTake(queue));
    expect(await stateOf(queue, dead)).toBe('done');
    expect((await queue.attempts(dead)).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    if (queue.can.has('events')) expect(await kinds(queue, dead)).toContain('redriven');
  });

  test('nothing else is brought back', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const finished = await addOne(queue, {});
    await done(queue, await mustTake(queue));
    const running = await addOne(queue, {});
    await mustTake(queue);
    const [waits = '', delayed = ''] = await add(queue, {}, { runAt: later(clock.now(), 1000) });
    for (const id of [finished, running, waits, delayed, 'nothing']) expect(await queue.redrive(id)).toBe(false);
    expect(await stateOf(queue, finished)).toBe('done');
  });

  test('what ended before a time is taken away, as far as asked', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const end = async (is: 'done' | 'dead'): Promise<string> => {
      const id = await addOne(queue, {});
      const lease = await mustTake(queue);
      await (is === 'done' ? done(queue, lease) : queue.settle(lease, { is, reason: 'r' }));
      return id;
    };
    const [oldDone, oldDead] = [await end('done'), await end('dead')];
    await clock.advance(minutes(60));
    const newDone = await end('done');
    const waits = await addOne(queue, {});
    const before = later(clock.now(), -minutes(30));
    expect(await queue.prune({ states: ['done'], before })).toBe(1);
    expect(await queue.get(oldDone)).toBeNull();
    expect(await queue.attempts(oldDone)).toEqual([]);
    expect((await ids(queue)).toSorted()).toEqual([oldDead, newDone, waits].toSorted());
    expect(await queue.prune({ states: ['done', 'dead', 'cancelled'], before: later(clock.now(), 1) })).toBe(2);
    expect(await ids(queue)).toEqual([waits]);
    expect(await queue.prune({ states: ['done', 'dead', 'cancelled'], before: '2099-01-01T00:00:00.000Z' })).toBe(0);
    expect((await mustTake(queue)).item.id).toBe(waits);
  });

  test('what something else still waits for in vain is not taken away; what is done is', async ({ skip }) => {
    const { queue, clock } = await open({ limits: ROOMY });
    if (!queue.can.has('after')) return skip('it cannot do dependencies');
    const [a = '', b = ''] = await add(queue, {}, {});
    const follows = await addOne(queue, { after: [a, b] });
    await done(queue, await mustTake(queue));
    await queue.settle(await mustTake(queue), { is: 'dead', reason: 'r' });
    await clock.advance(1000);
    await queue.prune({ states: ['done', 'dead'], before: clock.now() });
    expect(await stateOf(queue, follows)).toBe('held');
    expect(await stateOf(queue, b)).toBe('dead');
    await queue.redrive(b);
    await done(queue, await mustTake(queue));
    expect((await mustTake(queue)).item.id).toBe(follows);
  });

  test('what waits can be changed, and what runs or has ended cannot', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const id = await addOne(queue, {});
    const runAt = later(clock.now(), minutes(1));
    const change = {
      payload: { text: 'new' },
      lane: 'codex',
      limitKey: 'repo',
      runAt,
      onEffects: 'ask',
      maxAttempts: 9,
    } as const;
    expect(await queue.edit(id, change)).toMatchObject({ id, state: 'delayed', ...change });
    const plain = await queue.edit(id, { lane: null, limitKey: null, runAt: null, maxAttempts: null });
    expect(plain.limitKey).toBeUndefined();
    expect(plain.maxAttempts).toBeUndefined();
    expect(await take(queue, { lanes: ['codex'] })).toBeNull();
    const lease = await mustTake(queue);
    expect(lease.item.payload).toEqual({ text: 'new' });
    const refused = async (): Promise<void> =>
      await expect(queue.edit(id, { priority: 1 })).rejects.toSatisfy((e) => CcxError.is(e, 'invalid_argument'));
    await refused();
    await done(queue, lease);
    await refused();
    await expect(queue.edit('nothing', { priority: 1 })).rejects.toSatisfy((e) => CcxError.is(e, 'not_found'));
    if (queue.can.has('events')) expect(await kinds(queue, id)).toContain('edited');
  });

  test('a change that makes no sense changes nothing', async () => {
    const { queue } = await open({ limits: { ...ROOMY, payloadBytes: 100 } });
    const id = await addOne(queue, {});
    const before = await queue.get(id);
    for (const change of [
      { runAt: 'soon' },
      { priority: Number.NaN },
      { payload: 'x'.repeat(200) },
      { maxAttempts: 0 },
    ]) {
      await expect(queue.edit(id, { limitKey: 'changed', ...change })).rejects.toSatisfy((error) =>
        CcxError.is(error, 'invalid_argument'),
      );
    }
    expect(await queue.get(id)).toEqual(before);
  });
}
