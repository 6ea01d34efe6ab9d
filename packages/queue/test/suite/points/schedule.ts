import type { WorkRecurrence } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import type { Backlog } from '../../../src/index.ts';
import {
  addOne,
  ask,
  done,
  draft,
  ids,
  kinds,
  later,
  minutes,
  mustTake,
  ROOMY,
  stateOf,
  take,
  takeAll,
  type Fresh,
  type Hands,
} from '../subject.ts';

const BERLIN: WorkRecurrence = { expression: '0 6 * * 1-5', timeZone: 'Europe/Berlin', missed: 'run', jitterMs: 0 };

/** When the next occurrence that waits begins. */
async function nextRun(queue: Backlog): Promise<string | undefined> {
  const [id = ''] = await ids(queue, 'delayed');
  return (await queue.get(id))?.runAt;
}

/** Moves time to an instant. */
async function goTo(clock: Hands, instant: string | undefined): Promise<void> {
  await clock.advance(Date.parse(instant ?? '') - Date.parse(clock.now()));
}

/** Works at each occurrence as soon as it may, and tells when they began. */
async function occurrences(queue: Backlog, clock: Hands, count: number): Promise<readonly string[]> {
  const begun: string[] = [];
  while (begun.length < count) {
    const { lease, nextAt } = await ask(queue);
    if (lease === null) {
      await goTo(clock, nextAt ?? undefined);
      continue;
    }
    begun.push(clock.now());
    await done(queue, lease);
  }
  return begun;
}

/** 10. Work that is not to be done yet: at a time, again and again, after other work. */
export function schedulePoint(open: Fresh): void {
  test('a delayed item does not run before its time, and whoever asks is told when', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const runAt = later(clock.now(), minutes(5));
    const id = await addOne(queue, { runAt });
    expect(await stateOf(queue, id)).toBe('delayed');
    expect(await ask(queue)).toEqual({ lease: null, nextAt: runAt });
    await clock.advance(minutes(5) - 1);
    expect(await take(queue)).toBeNull();
    await clock.advance(1);
    expect((await mustTake(queue)).item.id).toBe(id);
  });

  test('an item whose time has come waits', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const id = await addOne(queue, { runAt: later(clock.now(), minutes(5)) });
    expect(await stateOf(queue, await addOne(queue, { runAt: later(clock.now(), -1) }))).toBe('waiting');
    await done(queue, await mustTake(queue));
    await clock.advance(minutes(6));
    expect(await queue.lanes()).toEqual(['auto']);
    expect(await stateOf(queue, id)).toBe('waiting');
    expect(await ids(queue, 'waiting')).toEqual([id]);
    expect((await queue.stats()).states).toMatchObject({ waiting: 1, delayed: 0 });
  });

  test('a change of its time lets an item run sooner, or later', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    const id = await addOne(queue, { runAt: later(clock.now(), minutes(5)) });
    await queue.edit(id, { runAt: later(clock.now(), minutes(9)) });
    expect((await ask(queue)).nextAt).toBe(later(clock.now(), minutes(9)));
    await queue.edit(id, { runAt: null });
    expect((await mustTake(queue)).item.id).toBe(id);
  });

  describe('an item that comes again', () => {
    test('is delayed until its first time, in the days and hours of its zone, also over a change of the clocks', async ({
      skip,
    }) => {
      const { queue, clock } = await open({ limits: ROOMY });
      if (!queue.can.has('cron')) return skip('it cannot do cron');
      await goTo(clock, '2026-03-26T12:00:00.000Z');
      const id = await addOne(queue, { cron: BERLIN });
      expect(await queue.get(id)).toMatchObject({ state: 'delayed', cron: BERLIN, runAt: '2026-03-27T05:00:00.000Z' });
      // The clocks of Berlin go forward on Sunday, 29 March.
      expect(await occurrences(queue, clock, 4)).toEqual([
        '2026-03-27T05:00:00.000Z',
        '2026-03-30T04:00:00.000Z',
        '2026-03-31T04:00:00.000Z',
        '2026-04-01T04:00:00.000Z',
      ]);
      await goTo(clock, '2026-10-22T12:00:00.000Z');
      await done(queue, await mustTake(queue));
      expect(await occurrences(queue, clock, 2)).toEqual(['2026-10-23T04:00:00.000Z', '2026-10-26T05:00:00.000Z']);
    });

    test('runs once in the night in which its hour does not exist, and once where it comes twice', async ({ skip }) => {
      const { queue, clock } = await open({ limits: ROOMY });
      if (!queue.can.has('cron')) return skip('it cannot do cron');
      await goTo(clock, '2026-03-28T12:00:00.000Z');
      await addOne(queue, { cron: { ...BERLIN, expression: '30 2 * * *' } });
      const [spring = '', next] = await occurrences(queue, clock, 2);
      expect(spring.slice(0, 10)).toBe('2026-03-29');
      expect(next).toBe('2026-03-30T00:30:00.000Z');
      await goTo(clock, '2026-10-24T12:00:00.000Z');
      await done(queue, await mustTake(queue));
      const [autumn = '', after] = await occurrences(queue, clock, 2);
      expect(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']).toContain(autumn);
      expect(after).toBe('2026-10-26T01:30:00.000Z');
    });

    test.for([
      { is: 'done', result: null } as const,
      { is: 'dead', reason: 'r' } as const,
      { is: 'cancelled', reason: 'r' } as const,
    ])('has its next occurrence when one has ended as $is, and not before', async (outcome, { skip }) => {
      const { queue, clock } = await open({ limits: ROOMY });
      if (!queue.can.has('cron')) return skip('it cannot do cron');
      const id = await addOne(queue, { cron: { ...BERLIN, expression: '*/10 * * * *' }, dedupKey: 'warm up' });
      await goTo(clock, await nextRun(queue));
      const lease = await mustTake(queue);
      await clock.advance(1000);
      expect(await queue.extend(lease)).toBe(true);
      expect(await take(queue)).toBeNull();
      expect((await queue.stats()).states).toMatchObject({ running: 1, delayed: 0, waiting: 0 });
      await queue.settle(lease, outcome);
      const [next = ''] = await ids(queue, 'delayed');
      const item = await queue.get(next);
      expect(item).toMatchObject({ dedupKey: 'warm up', attempts: 0, runAt: '2026-01-01T00:20:00.000Z' });
      expect(item?.seq).toBeGreaterThan(lease.item.seq);
      expect(next).not.toBe(id);
      expect(await queue.enqueue([draft({ dedupKey: 'warm up' })])).toMatchObject([{ is: 'duplicate', of: next }]);
    });

    test('waits for a person together with all its later occurrences', async ({ skip }) => {
      const { queue, clock } = await open({ limits: ROOMY });
      if (!queue.can.has('cron')) return skip('it cannot do cron');
      await addOne(queue, { cron: BERLIN });
      await goTo(clock, await nextRun(queue));
      await queue.settle(await mustTake(queue), { is: 'needs-human', reason: 'look' });
      await clock.advance(minutes(60 * 24 * 7));
      expect(await ask(queue)).toEqual({ lease: null, nextAt: null });
    });

    test('ends for good when it is cancelled while it waits', async ({ skip }) => {
      const { queue, clock } = await open({ limits: ROOMY });
      if (!queue.can.has('cron')) return skip('it cannot do cron');
      const id = await addOne(queue, { cron: BERLIN });
      expect(await queue.cancel(id)).toBe('cancelled');
      await clock.advance(minutes(60 * 24 * 7));
      expect(await ask(queue)).toEqual({ lease: null, nextAt: null });
      expect(await ids(queue)).toEqual([id]);
    });

    test('is done late, once, or left out when nobody worked, as it says', async ({ skip }) => {
      for (const missed of ['run', 'skip'] as const) {
        const { queue, clock } = await open({ limits: ROOMY });
        if (!queue.can.has('cron')) return skip('it cannot do cron');
        await goTo(clock, '2026-01-05T00:00:00.000Z');
        const id = await addOne(queue, { cron: { ...BERLIN, missed } });
        // Monday's, Tuesday's and Wednesday's time go by.
        await goTo(clock, '2026-01-07T09:00:00.000Z');
        const late = await takeAll(queue);
        expect(late.map(({ item }) => item.id)).toEqual(missed === 'run' ? [id] : []);
        for (const lease of late) await done(queue, lease);
        if (missed === 'skip' && queue.can.has('events')) expect(await kinds(queue)).toContain('missed');
        expect(await nextRun(queue)).toBe('2026-01-08T05:00:00.000Z');
        expect(await occurrences(queue, clock, 2)).toEqual(['2026-01-08T05:00:00.000Z', '2026-01-09T05:00:00.000Z']);
      }
    });

    test('that is a few minutes late is not missed', async ({ skip }) => {
      const { queue, clock } = await open({ limits: ROOMY });
      if (!queue.can.has('cron')) return skip('it cannot do cron');
      const id = await addOne(queue, { cron: { ...BERLIN, missed: 'skip' } });
      await goTo(clock, later((await nextRun(queue)) ?? '', minutes(4)));
      expect((await mustTake(queue)).item.id).toBe(id);
    });

    test('begins by chance up to its jitter later, never earlier', async ({ skip }) => {
      const begun = new Set<string>();
      for (const chance of [0, 0.5, 0.999_999]) {
        const { queue } = await open({ limits: ROOMY, random: () => chance });
        if (!queue.can.has('cron')) return skip('it cannot do cron');
        await addOne(queue, { cron: { ...BERLIN, expression: '0 6 * * *', jitterMs: minutes(10) } });
        const runAt = (await nextRun(queue)) ?? '';
        expect(runAt >= '2026-01-01T05:00:00.000Z' && runAt <= '2026-01-01T05:10:00.000Z').toBe(true);
        begun.add(runAt);
      }
      expect(begun.size).toBe(3);
    });

    test.for<readonly [string, Partial<WorkRecurrence>]>([
      ['an expression that is none', { expression: 'every day' }],
      ['an expression that never comes', { expression: '0 0 30 2 *' }],
      ['a zone that nobody knows', { timeZone: 'Mars/Olympus' }],
      ['a negative jitter', { jitterMs: -1 }],
    ])('is rejected with %s', async ([, wrong], { skip }) => {
      const { queue } = await open();
      if (!queue.can.has('cron')) return skip('it cannot do cron');
      expect(await queue.enqueue([draft({ cron: { ...BERLIN, ...wrong } })])).toEqual([
        { is: 'rejected', reason: expect.stringMatching(/\w/) },
      ]);
    });
  });

  describe('an item after others', () => {
    test('is held until all of them are done, and says what it waits for', async ({ skip }) => {
      const { queue } = await open({ limits: ROOMY });
      if (!queue.can.has('after')) return skip('it cannot do dependencies');
      const [a, b] = [await addOne(queue, {}), await addOne(queue, {})];
      const id = await addOne(queue, { after: [a, b], priority: 0 });
      const { seq } = (await queue.get(a)) ?? { seq: Number.NaN };
      const item = await queue.get(id);
      expect(item).toMatchObject({ state: 'held', after: [a, b] });
      expect(item?.reason).toContain(`#${seq}`);
      const leases = await takeAll(queue);
      expect(leases.map((lease) => lease.item.id)).toEqual([a, b]);
      for (const lease of leases) {
        expect(await stateOf(queue, id)).toBe('held');
        await done(queue, lease);
      }
      expect((await mustTake(queue)).item.id).toBe(id);
    });

    test('waits at once when they are done already', async ({ skip }) => {
      const { queue } = await open({ limits: ROOMY });
      if (!queue.can.has('after')) return skip('it cannot do dependencies');
      const a = await addOne(queue, {});
      await done(queue, await mustTake(queue));
      expect(await stateOf(queue, await addOne(queue, { after: [a] }))).toBe('waiting');
    });

    test.for(['dead', 'cancelled'] as const)(
      'stays held and says so when one of them ends %s, and goes on when that is done after all',
      async (is, { skip }) => {
        const { queue } = await open({ limits: ROOMY });
        if (!queue.can.has('after')) return skip('it cannot do dependencies');
        const a = await addOne(queue, {});
        const id = await addOne(queue, { after: [a] });
        await queue.settle(await mustTake(queue), { is, reason: 'no' });
        const item = await queue.get(id);
        expect(item?.state).toBe('held');
        expect(item?.reason).toContain(is);
        expect(await take(queue)).toBeNull();
        expect(await queue.redrive(a)).toBe(true);
        await done(queue, await mustTake(queue));
        expect((await mustTake(queue)).item.id).toBe(id);
      },
    );

    test('may still have a time before which it does not run', async ({ skip }) => {
      const { queue, clock } = await open({ limits: ROOMY });
      if (!queue.can.has('after')) return skip('it cannot do dependencies');
      const runAt = later(clock.now(), minutes(5));
      const id = await addOne(queue, { after: [await addOne(queue, {})], runAt });
      await done(queue, await mustTake(queue));
      expect(await ask(queue)).toEqual({ lease: null, nextAt: runAt });
      await clock.advance(minutes(5));
      expect((await mustTake(queue)).item.id).toBe(id);
    });

    test('is rejected when one of them is not there', async ({ skip }) => {
      const { queue } = await open();
      if (!queue.can.has('after')) return skip('it cannot do dependencies');
      expect(await queue.enqueue([draft({ after: ['00000000-0000-7000-8000-000000000000'] })])).toEqual([
        { is: 'rejected', reason: expect.stringMatching(/\w/) },
      ]);
    });

    test('is freed by a person, whatever it waited for', async ({ skip }) => {
      const { queue } = await open({ limits: ROOMY });
      if (!queue.can.has('after')) return skip('it cannot do dependencies');
      const a = await addOne(queue, {});
      const id = await addOne(queue, { after: [a] });
      await queue.edit(id, { after: [] });
      expect((await takeAll(queue)).map(({ item }) => item.id)).toEqual([a, id]);
    });
  });
}
