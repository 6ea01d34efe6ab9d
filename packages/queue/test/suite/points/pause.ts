import { CcxError, type WorkScope } from '@ccx/contracts';
import { expect, test } from 'vitest';
import {
  add,
  addOne,
  ask,
  done,
  kinds,
  later,
  LEASE_MS,
  minutes,
  mustTake,
  ROOMY,
  stateOf,
  take,
  takeAll,
  type Fresh,
} from '../subject.ts';

const LANES = ['auto', 'codex', 'claude'];

/** 9. Pause, resume and drain; cancel what waits and what runs. */
export function pausePoint(open: Fresh): void {
  test.each<readonly [string, WorkScope, readonly string[]]>([
    ['the queue', {}, []],
    ['a lane', { lane: 'codex' }, ['auto/prompt', 'claude/prompt']],
    ['a type', { type: 'command' }, ['auto/prompt', 'codex/prompt', 'claude/prompt']],
    ['a type in a lane', { lane: 'codex', type: 'command' }, ['auto/prompt', 'codex/prompt', 'claude/prompt']],
  ])('a pause of %s keeps just that, until it is resumed', async (_, scope, rest) => {
    const { queue } = await open({ limits: ROOMY });
    await queue.hold(scope, null, 'the weekend');
    await add(queue, {}, { lane: 'codex' }, { lane: 'codex', type: 'command' }, { lane: 'claude' });
    const all = await takeAll(queue, { lanes: LANES });
    expect(all.map(({ item }) => `${item.lane ?? 'auto'}/${item.type}`)).toEqual(rest);
    expect(await ask(queue, { lanes: ['codex'] })).toMatchObject({ lease: null });
    expect(await queue.holds()).toMatchObject([{ scope, until: null, reason: 'the weekend', by: 'person' }]);
    await queue.free(scope);
    expect(await queue.holds()).toEqual([]);
    expect(await takeAll(queue, { lanes: LANES })).toHaveLength(4 - rest.length);
    if (queue.can.has('events')) expect(await kinds(queue)).toEqual(expect.arrayContaining(['held', 'freed']));
  });

  test('a pause with an end is over by itself, and whoever asks is told when', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    await add(queue, {}, { lane: 'codex' });
    const until = later(clock.now(), minutes(30));
    await queue.hold({ lane: 'auto' }, until, 'quota');
    expect((await queue.holds())[0]?.until).toBe(until);
    const leases = await takeAll(queue, { lanes: LANES });
    expect(leases.map(({ item }) => item.lane)).toEqual(['codex']);
    for (const lease of leases) await done(queue, lease);
    expect(await ask(queue)).toEqual({ lease: null, nextAt: until });
    await clock.advance(minutes(30));
    expect(await take(queue)).not.toBeNull();
    expect(await queue.holds()).toEqual([]);
  });

  test('of two pauses over the same item each must be over', async () => {
    const { queue } = await open({ limits: ROOMY });
    await addOne(queue, { lane: 'codex', type: 'command' });
    await queue.hold({ lane: 'codex' }, null, 'one');
    await queue.hold({ type: 'command' }, null, 'two');
    await queue.free({ lane: 'codex' });
    expect(await take(queue, { lanes: LANES })).toBeNull();
    await queue.free({ type: 'command' });
    expect(await take(queue, { lanes: LANES })).not.toBeNull();
  });

  test('a second pause of the same replaces the first', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    await queue.hold({ lane: 'codex' }, null, 'one');
    const until = later(clock.now(), minutes(1));
    await queue.hold({ lane: 'codex' }, until, 'two');
    expect(await queue.holds()).toMatchObject([{ until, reason: 'two' }]);
  });

  test('what runs goes on during a pause, and the queue drains', async () => {
    const { queue } = await open({ limits: ROOMY });
    await add(queue, {}, {});
    const lease = await mustTake(queue);
    await queue.hold({}, null, 'drain');
    expect(await queue.extend(lease)).toBe(true);
    expect(await done(queue, lease)).toBe('settled');
    expect(await take(queue)).toBeNull();
    expect(await queue.inProgress()).toBe(0);
    expect(await queue.depth()).toBe(1);
  });

  test('a pause holds for whoever opens the queue next', async ({ skip }) => {
    const { queue, second } = await open({ limits: ROOMY });
    if (second === undefined) return skip('there is no second connection');
    await addOne(queue, {});
    await queue.hold({}, null, 'night');
    await queue.close();
    const other = await second();
    expect(await take(other)).toBeNull();
    expect(await other.holds()).toMatchObject([{ reason: 'night' }]);
    await other.free({});
    expect(await take(other)).not.toBeNull();
  });

  test('a single item is held and freed, and keeps its place in the order', async () => {
    const { queue } = await open({ limits: ROOMY });
    const [first = '', second = ''] = await add(queue, {}, {});
    await queue.hold({ item: first }, null, 'wait for Anna');
    expect(await queue.get(first)).toMatchObject({ state: 'held', reason: 'wait for Anna' });
    const other = await mustTake(queue);
    expect(other.item.id).toBe(second);
    await queue.settle(other, { is: 'retry', reason: 'no', afterMs: 0 });
    await queue.free({ item: first });
    expect(await stateOf(queue, first)).toBe('waiting');
    expect((await mustTake(queue)).item.id).toBe(first);
  });

  test('a single item that is held until a time runs then', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const id = await addOne(queue, {});
    const until = later(clock.now(), minutes(3));
    await queue.hold({ item: id }, until, 'a moment');
    expect(await ask(queue)).toEqual({ lease: null, nextAt: until });
    await clock.advance(minutes(3));
    expect((await mustTake(queue)).item.id).toBe(id);
  });

  test('an item that waits, is delayed, held or left to a person is cancelled at once', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const human = await addOne(queue, {});
    await queue.settle(await mustTake(queue), { is: 'needs-human', reason: 'look' });
    const [waits = '', delayed = '', held = ''] = await add(queue, {}, { runAt: later(clock.now(), minutes(1)) }, {});
    await queue.hold({ item: held }, null, 'r');
    for (const id of [human, waits, delayed, held]) {
      expect(await queue.cancel(id)).toBe('cancelled');
      expect(await stateOf(queue, id)).toBe('cancelled');
    }
    await clock.advance(minutes(2));
    expect(await ask(queue)).toEqual({ lease: null, nextAt: null });
  });

  test('an item that runs is asked to end, and its worker decides how it ended', async () => {
    const { queue } = await open({ limits: ROOMY });
    const [first = '', second = ''] = await add(queue, {}, {});
    const [a, b] = [await mustTake(queue), await mustTake(queue)];
    for (const id of [first, second]) expect(await queue.cancel(id)).toBe('running');
    expect(await queue.get(first)).toMatchObject({ state: 'running', cancelling: true });
    expect(await queue.extend(a)).toBe(true);
    expect(await queue.settle(a, { is: 'cancelled', reason: 'asked to' })).toBe('settled');
    expect(await queue.get(first)).toMatchObject({ state: 'cancelled', reason: 'asked to' });
    expect(await done(queue, b)).toBe('settled');
    expect(await stateOf(queue, second)).toBe('done');
    if (queue.can.has('events')) expect(await kinds(queue, first)).toContain('cancelling');
  });

  test.each([{ is: 'retry', reason: 'no' } as const, { is: 'wait', reason: 'no', until: null } as const])(
    'an item that was to end does not run again after a $is',
    async (outcome) => {
      const { queue } = await open({ limits: ROOMY });
      const id = await addOne(queue, {});
      const lease = await mustTake(queue);
      await queue.cancel(id);
      expect(await queue.settle(lease, outcome)).toBe('settled');
      expect(await stateOf(queue, id)).toBe('cancelled');
    },
  );

  test('an item that was to end, and whose worker is lost, is cancelled', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const id = await addOne(queue, { dedupKey: 'k' });
    await mustTake(queue);
    await queue.cancel(id);
    await clock.advance(LEASE_MS + 1);
    expect(await take(queue)).toBeNull();
    expect(await stateOf(queue, id)).toBe('cancelled');
    await addOne(queue, { dedupKey: 'k' });
  });

  test('an item that has ended keeps its end, and one that is not there is said to be missing', async () => {
    const { queue } = await open({ limits: ROOMY });
    const id = await addOne(queue, {});
    await done(queue, await mustTake(queue), 'made');
    expect(await queue.cancel(id)).toBe('done');
    expect(await queue.get(id)).toMatchObject({ state: 'done', result: 'made' });
    await expect(queue.cancel('00000000-0000-7000-8000-000000000000')).rejects.toSatisfy((error) =>
      CcxError.is(error, 'not_found'),
    );
  });
}
