import type { WorkOutcome } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import type { Backlog } from '../../../src/index.ts';
import {
  add,
  addOne,
  ask,
  done,
  draft,
  kinds,
  later,
  minutes,
  mustTake,
  ROOMY,
  stateOf,
  take,
  waitMs,
  type Fresh,
  type Hands,
} from '../subject.ts';

const FAILED = { is: 'retry', reason: 'the test fails' } as const;
const STEADY = { firstMs: minutes(1), factor: 2, maxMs: minutes(60), jitter: 0 };

/** Fails the next item, and moves time until something may be claimed again; tells how long that was, in minutes. */
async function failOnce(queue: Backlog, clock: Hands, outcome: WorkOutcome = FAILED): Promise<number> {
  await queue.settle(await mustTake(queue), outcome);
  const ms = (await waitMs(queue, clock)) ?? Number.NaN;
  await clock.advance(ms - 1);
  expect(await take(queue)).toBeNull();
  await clock.advance(1);
  return ms / minutes(1);
}

/** 6. How a try ended decides what comes next. */
export function retryPoint(open: Fresh): void {
  test('a failed try is repeated after a wait that doubles up to its longest', async () => {
    const { queue, clock } = await open({ limits: { ...ROOMY, backoff: STEADY, maxAttempts: 20 } });
    await addOne(queue, {});
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries += 1) waits.push(await failOnce(queue, clock));
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  test('chance moves a wait by its part, and never over the longest', async () => {
    const seen = new Set<number>();
    for (const chance of [0, 0.25, 0.5, 0.999_999]) {
      const backoff = { ...STEADY, maxMs: minutes(4), jitter: 0.2 };
      const { queue, clock } = await open({ limits: { ...ROOMY, backoff, maxAttempts: 20 }, random: () => chance });
      await addOne(queue, {});
      const waits: number[] = [];
      for (let tries = 0; tries < 4; tries += 1) waits.push(await failOnce(queue, clock));
      seen.add(waits[0] ?? Number.NaN);
      for (const [index, middle] of [1, 2, 4, 4].entries()) {
        expect(waits[index]).toBeGreaterThanOrEqual(middle * 0.8 - 0.001);
        expect(waits[index]).toBeLessThanOrEqual(Math.min(4, middle * 1.2) + 0.001);
      }
    }
    expect(seen.size).toBeGreaterThan(2);
  });

  test('a try that says when, is repeated then', async () => {
    const { queue, clock } = await open({ limits: { ...ROOMY, backoff: STEADY } });
    await addOne(queue, {});
    expect(await failOnce(queue, clock, { ...FAILED, afterMs: minutes(7) })).toBe(7);
    await queue.settle(await mustTake(queue), { ...FAILED, afterMs: 0 });
    expect(await take(queue)).not.toBeNull();
  });

  test('a failed try is counted and its reason kept; the last one allowed ends the item', async () => {
    const { queue, clock } = await open({ limits: { ...ROOMY, backoff: STEADY, maxAttempts: 3 } });
    const id = await addOne(queue, {});
    await failOnce(queue, clock, { is: 'retry', reason: 'one' });
    expect(await queue.get(id)).toMatchObject({ attempts: 1, lastError: 'one' });
    await failOnce(queue, clock, { is: 'retry', reason: 'two' });
    await queue.settle(await mustTake(queue), { is: 'retry', reason: 'three' });
    const item = await queue.get(id);
    expect(item).toMatchObject({ state: 'dead', attempts: 3, lastError: 'three' });
    expect(item?.reason).toMatch(/\w/);
    expect((await queue.attempts(id)).map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['retry', 'one'],
      ['retry', 'two'],
      [expect.stringMatching(/^(retry|dead)$/), 'three'],
    ]);
    if (queue.can.has('events')) expect((await kinds(queue, id)).at(-1)).toBe('dead');
  });

  test('an item may have more tries of its own, or fewer', async () => {
    const { queue } = await open({ limits: { ...ROOMY, maxAttempts: 2 } });
    const [few = '', more = ''] = await add(queue, { maxAttempts: 1 }, { maxAttempts: 3 });
    for (let tries = 0; tries < 3; tries += 1) {
      for (let lease = await take(queue); lease !== null; lease = await take(queue)) {
        await queue.settle(lease, { ...FAILED, afterMs: 0 });
      }
    }
    expect(await queue.get(few)).toMatchObject({ state: 'dead', attempts: 1 });
    expect(await queue.get(more)).toMatchObject({ state: 'dead', attempts: 3 });
  });

  test('waiting for a quota costs no try, as often as it happens', async () => {
    const { queue, clock } = await open({ limits: { ...ROOMY, maxAttempts: 1 } });
    const id = await addOne(queue, {});
    for (let times = 0; times < 5; times += 1) {
      const until = later(clock.now(), minutes(90));
      await queue.settle(await mustTake(queue), { is: 'wait', reason: 'session limit', until });
      expect(await queue.get(id)).toMatchObject({ attempts: 0, lastError: null, reason: 'session limit' });
      expect(await waitMs(queue, clock)).toBe(minutes(90));
      await clock.advance(minutes(90));
    }
    expect(await done(queue, await mustTake(queue))).toBe('settled');
  });

  test('a wait whose end nobody knows does not lose the item', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const id = await addOne(queue, {});
    await queue.settle(await mustTake(queue), { is: 'wait', reason: 'no account', until: null });
    expect(await queue.get(id)).toMatchObject({ attempts: 0, reason: 'no account' });
    const { lease, nextAt } = await ask(queue);
    if (lease === null && nextAt !== null) await clock.advance(Date.parse(nextAt) - Date.parse(clock.now()));
    if (lease === null && nextAt === null) await queue.free({ item: id });
    expect((lease ?? (await mustTake(queue))).item.id).toBe(id);
  });

  test('what is hopeless is dead at once, and what needs a person is left to one', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const [hopeless = '', asks = ''] = await add(queue, { priority: 1 }, { priority: 2 });
    await queue.settle(await mustTake(queue), { is: 'dead', reason: 'invalid prompt' });
    await queue.settle(await mustTake(queue), { is: 'needs-human', reason: 'log in first' });
    expect(await queue.get(hopeless)).toMatchObject({ state: 'dead', reason: 'invalid prompt' });
    expect(await queue.get(asks)).toMatchObject({ state: 'needs-human', reason: 'log in first', attempts: 0 });
    await clock.advance(minutes(60 * 24 * 30));
    expect(await ask(queue)).toEqual({ lease: null, nextAt: null });
    expect(await queue.redrive(asks)).toBe(true);
    expect((await mustTake(queue)).item.id).toBe(asks);
  });

  test('what stops all work of a type holds the type, longer each time, until something of it is done', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    await add(queue, { type: 'review' }, { type: 'review' }, { type: 'prompt', priority: 20 });
    const waits: number[] = [];
    for (let times = 0; times < 3; times += 1) {
      const lease = await mustTake(queue);
      expect(lease.item.type).toBe('review');
      await queue.settle(lease, { is: 'wait', reason: 'no disk', until: clock.now(), blocks: 'type' });
      expect(await queue.holds()).toMatchObject([{ scope: { type: 'review' }, reason: 'no disk', by: 'failures' }]);
      const until = (await queue.holds())[0]?.until ?? '';
      waits.push((Date.parse(until) - Date.parse(clock.now())) / minutes(1));
      if (times === 0) await done(queue, await mustTake(queue));
      expect(await ask(queue)).toEqual({ lease: null, nextAt: until });
      await clock.advance(Date.parse(until) - Date.parse(clock.now()));
    }
    expect(waits).toEqual([5, 10, 20]);
    await queue.settle(await mustTake(queue), { is: 'wait', reason: 'no disk', until: clock.now(), blocks: 'type' });
    await queue.force();
    expect(await queue.holds()).toEqual([]);
    await done(queue, await mustTake(queue));
    await queue.settle(await mustTake(queue), { is: 'wait', reason: 'no disk', until: clock.now(), blocks: 'type' });
    const until = (await queue.holds())[0]?.until ?? '';
    expect(Date.parse(until) - Date.parse(clock.now())).toBe(minutes(5));
  });

  describe('a key whose items fail again and again', () => {
    const PARKING = {
      ...ROOMY,
      maxAttempts: 100,
      backoff: { ...STEADY, firstMs: 0, maxMs: 0 },
      park: { firstMs: minutes(5), factor: 2, maxMs: minutes(60), jitter: 0 },
    };

    test('is parked from its third failure on, for 5 minutes that double up to an hour', async () => {
      const { queue, clock } = await open({ limits: PARKING });
      const id = await addOne(queue, { dedupKey: 'pr-7' });
      const waits: number[] = [];
      for (let failures = 0; failures < 8; failures += 1) {
        await queue.settle(await mustTake(queue), FAILED);
        const { lease, nextAt } = await ask(queue);
        if (lease !== null) {
          waits.push(0);
          await queue.settle(lease, { is: 'wait', reason: 'looked', until: clock.now() });
          continue;
        }
        const ms = Date.parse(nextAt ?? '') - Date.parse(clock.now());
        waits.push(ms / minutes(1));
        await clock.advance(ms);
      }
      expect(waits).toEqual([0, 0, 5, 10, 20, 40, 60, 60]);
      if (queue.can.has('events')) expect((await kinds(queue)).filter((kind) => kind === 'parked')).toHaveLength(6);
      expect(await stateOf(queue, id)).not.toBe('dead');
    });

    test('takes new drafts meanwhile, and lets them run when its time is over', async () => {
      const { queue, clock } = await open({ limits: { ...PARKING, maxAttempts: 3 } });
      await addOne(queue, { dedupKey: 'pr-7' });
      for (let failures = 0; failures < 3; failures += 1) await queue.settle(await mustTake(queue), FAILED);
      const [outcome] = await queue.enqueue([draft({ dedupKey: 'pr-7' })]);
      expect(outcome?.is).toBe('enqueued');
      await addOne(queue, { dedupKey: 'pr-8', priority: 1 });
      expect((await mustTake(queue)).item.dedupKey).toBe('pr-8');
      expect(await take(queue)).toBeNull();
      await clock.advance(minutes(5) - 1);
      expect((await take(queue))?.item.dedupKey).not.toBe('pr-7');
      await clock.advance(1);
      expect((await mustTake(queue)).item.dedupKey).toBe('pr-7');
    });

    test('runs at once when a person forces it, and is parked longer by its next failure', async () => {
      const { queue, clock } = await open({ limits: PARKING });
      await addOne(queue, { dedupKey: 'pr-7' });
      for (let failures = 0; failures < 3; failures += 1) await queue.settle(await mustTake(queue), FAILED);
      expect(await take(queue)).toBeNull();
      await queue.force();
      await queue.settle(await mustTake(queue), FAILED);
      expect(await waitMs(queue, clock)).toBe(minutes(10));
    });

    test('is as good as new after a success', async () => {
      const { queue, clock } = await open({ limits: PARKING });
      await addOne(queue, { dedupKey: 'pr-7' });
      for (let failures = 0; failures < 3; failures += 1) await queue.settle(await mustTake(queue), FAILED);
      await clock.advance(minutes(5));
      await done(queue, await mustTake(queue));
      await addOne(queue, { dedupKey: 'pr-7' });
      for (let failures = 0; failures < 2; failures += 1) await queue.settle(await mustTake(queue), FAILED);
      expect(await take(queue)).not.toBeNull();
    });

    test('does not keep other keys', async () => {
      const { queue } = await open({ limits: PARKING });
      await addOne(queue, { dedupKey: 'pr-7', priority: 1 });
      for (let failures = 0; failures < 3; failures += 1) await queue.settle(await mustTake(queue), FAILED);
      await addOne(queue, { dedupKey: 'pr-8' });
      await addOne(queue, {});
      expect((await mustTake(queue)).item.dedupKey).toBe('pr-8');
      expect((await mustTake(queue)).item.dedupKey).toBeUndefined();
    });
  });
}
