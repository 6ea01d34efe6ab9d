import { until } from '@ccx/testkit';
import { expect, test } from 'vitest';
import type { Backlog, WorkEvent } from '../../../src/index.ts';
import { add, addOne, done, later, minutes, mustTake, ROOMY, type Fresh } from '../subject.ts';

/** Goes through the events in steps of a few, as somebody does who keeps the last id. */
async function readOn(queue: Backlog, from: number, step: number): Promise<readonly WorkEvent[]> {
  const read: WorkEvent[] = [];
  for (let after = from; ;) {
    const some = await queue.events(after, step);
    expect(some.length).toBeLessThanOrEqual(step);
    read.push(...some);
    const last = some.at(-1);
    if (last === undefined) return read;
    after = last.id;
  }
}

/** 12. What has happened, in an order that does not change. */
export function eventsPoint(open: Fresh): void {
  test('the life of an item is told by its events', async ({ skip }) => {
    const { queue, clock } = await open({ limits: ROOMY });
    if (!queue.can.has('events')) return skip('it has no events');
    const id = await addOne(queue, {});
    const lease = await mustTake(queue);
    await queue.extend(lease, { sessionId: 's', accountId: 'a', effects: 'none' });
    await clock.advance(1000);
    await queue.settle(lease, { is: 'retry', reason: 'no', afterMs: 0 });
    await done(queue, await mustTake(queue), 'made');
    const events = await queue.events(0);
    expect(events.map(({ kind, item }) => [kind, item === id])).toEqual(
      ['enqueued', 'claimed', 'progress', 'retry', 'claimed', 'done'].map((kind) => [kind, true]),
    );
    expect(events[3]?.at).toBe(clock.now());
    expect(JSON.stringify(events[3]?.detail)).toContain('no');
    expect(JSON.stringify(events[1]?.detail)).toContain('w1');
  });

  test('ids grow, and a reader who resumes after the last one has seen all of them once', async ({ skip }) => {
    const { queue, second } = await open({ limits: ROOMY });
    if (!queue.can.has('events')) return skip('it has no events');
    const reader = (await second?.()) ?? queue;
    await add(queue, ...Array.from({ length: 10 }, () => ({})));
    const before = await readOn(reader, 0, 3);
    for (let times = 0; times < 10; times += 1) await done(queue, await mustTake(queue));
    const all = [...before, ...(await readOn(reader, before.at(-1)?.id ?? 0, 4))];
    expect(all).toEqual(await queue.events(0, 1000));
    const order = all.map(({ id }) => id);
    expect(order).toEqual([...new Set(order)].toSorted((a, b) => a - b));
    expect(all).toHaveLength(30);
  });

  test('ids go on where they were, also when the newest events were taken away and the queue was opened anew', async ({
    skip,
  }) => {
    const { queue, second, clock } = await open({ limits: ROOMY });
    if (!queue.can.has('events')) return skip('it has no events');
    const other = (await second?.()) ?? queue;
    await addOne(queue, {});
    await done(queue, await mustTake(queue));
    const last = (await queue.events(0)).at(-1)?.id ?? Number.NaN;
    await clock.advance(minutes(1));
    expect(await queue.prune({ states: ['done'], before: clock.now() })).toBe(1);
    if (second !== undefined) await queue.close();
    await addOne(other, {});
    const newer = await other.events(last);
    expect(newer.at(-1)?.kind).toBe('enqueued');
    expect(newer.every(({ id }) => id > last)).toBe(true);
  });

  test('the events of an item go with it, and that something went is an event', async ({ skip }) => {
    const { queue, clock } = await open({ limits: ROOMY });
    if (!queue.can.has('events')) return skip('it has no events');
    const id = await addOne(queue, {});
    await done(queue, await mustTake(queue));
    const stays = await addOne(queue, {});
    await queue.prune({ states: ['done'], before: later(clock.now(), 1) });
    const left = await queue.events(0);
    expect(left.filter(({ item }) => item === id)).toEqual([]);
    expect(left.map(({ kind, item }) => [kind, item])).toEqual([
      ['enqueued', stays],
      ['pruned', null],
    ]);
  });

  test('whoever waits for a change wakes up when something is changed, and not before', async () => {
    const { queue } = await open({ limits: ROOMY });
    const stop = new AbortController();
    let woken = 0;
    const waiting = queue.changed(stop.signal).then(() => (woken += 1));
    await queue.stats();
    await queue.events(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(woken).toBe(0);
    await addOne(queue, {});
    await waiting;
    expect(woken).toBe(1);
  });

  test('also when somebody else has changed it', async ({ skip }) => {
    const { queue, second } = await open({ limits: ROOMY });
    if (second === undefined) return skip('there is no second connection');
    const other = await second();
    const stop = new AbortController();
    let woken = false;
    const waiting = queue.changed(stop.signal).then(() => (woken = true));
    await addOne(other, {});
    expect(await until(() => woken, { what: 'to be woken by another connection' })).toBe(true);
    await waiting;
  });

  test('a wait for a change ends with its signal', async () => {
    const { queue } = await open();
    const stop = new AbortController();
    const waits = [queue.changed(stop.signal), queue.changed(stop.signal)];
    stop.abort();
    expect(await Promise.all(waits)).toHaveLength(2);
    await queue.changed(stop.signal);
  });
}
