import { expect, test } from 'vitest';
import {
  add,
  addOne,
  ask,
  done,
  later,
  minutes,
  mustTake,
  ROOMY,
  take,
  takeAll,
  type Fresh,
  type Hands,
} from '../subject.ts';
import type { Backlog } from '../../../src/index.ts';

const LIMITS = { ...ROOMY, startsPerHour: 3 };

/** Every claim, done at once, with the minutes at which they were made. */
async function startsOver(queue: Backlog, clock: Hands, hours: number): Promise<readonly number[]> {
  const [begin, starts]: [number, number[]] = [Date.parse(clock.now()), []];
  const end = begin + hours * minutes(60);
  for (;;) {
    const { lease, nextAt } = await ask(queue);
    if (lease !== null) {
      starts.push((Date.parse(clock.now()) - begin) / minutes(1));
      await done(queue, lease);
      continue;
    }
    const next = Date.parse(nextAt ?? '');
    if (!(next <= end)) return starts;
    await clock.advance(next - Date.parse(clock.now()));
  }
}

/** 8. So many starts within any hour, each spent by a claim that found something. */
export function ratePoint(open: Fresh): void {
  test('looking for work spends no start', async () => {
    const { queue, clock } = await open({ limits: LIMITS });
    for (let times = 0; times < 20; times += 1) expect(await take(queue)).toBeNull();
    await addOne(queue, { runAt: later(clock.now(), minutes(1)) });
    for (let times = 0; times < 20; times += 1) expect(await take(queue)).toBeNull();
    expect((await queue.stats()).rate).toEqual({ used: 0, left: 3, nextAt: null });
    await add(queue, {}, {}, {}, {});
    expect(await takeAll(queue)).toHaveLength(3);
  });

  test('when the starts of an hour are spent, the next allowed time is told', async () => {
    const { queue, clock } = await open({ limits: LIMITS });
    await add(queue, ...Array.from({ length: 6 }, () => ({})));
    const first = clock.now();
    await done(queue, await mustTake(queue));
    await clock.advance(minutes(10));
    for (let times = 0; times < 2; times += 1) await done(queue, await mustTake(queue));
    expect(await ask(queue)).toEqual({ lease: null, nextAt: later(first, minutes(60)) });
    expect((await queue.stats()).rate).toEqual({ used: 3, left: 0, nextAt: later(first, minutes(60)) });
    await clock.advance(minutes(50) - 1);
    expect(await take(queue)).toBeNull();
    await clock.advance(1);
    await done(queue, await mustTake(queue));
    expect((await ask(queue)).nextAt).toBe(later(first, minutes(70)));
  });

  test('no hour has more starts than allowed, wherever it begins', async () => {
    const { queue, clock } = await open({ limits: { ...LIMITS, startsPerHour: 5 } });
    await add(queue, ...Array.from({ length: 60 }, () => ({})));
    const starts = await startsOver(queue, clock, 6);
    for (const from of starts) {
      expect(starts.filter((at) => at >= from && at < from + 60).length).toBeLessThanOrEqual(5);
    }
    expect(starts.length).toBe(35);
  });

  test('starts are kept for whoever opens the queue next', async ({ skip }) => {
    const { queue, second, clock } = await open({ limits: LIMITS });
    if (second === undefined) return skip('there is no second connection');
    await add(queue, {}, {}, {}, {});
    for (const lease of await takeAll(queue)) await done(queue, lease);
    const { rate } = await queue.stats();
    await queue.close();
    const other = await second();
    expect(await ask(other)).toEqual({ lease: null, nextAt: rate.nextAt });
    expect((await other.stats()).rate).toEqual(rate);
    await clock.advance(minutes(60));
    expect(await take(other)).not.toBeNull();
  });

  test('starts are one number for all who work on it', async ({ skip }) => {
    const { queue, second } = await open({ limits: LIMITS });
    if (second === undefined) return skip('there is no second connection');
    const other = await second();
    await add(queue, ...Array.from({ length: 8 }, () => ({})));
    const claims = await Promise.all(Array.from({ length: 8 }, (_, index) => take(index % 2 === 0 ? queue : other)));
    expect(claims.filter((lease) => lease !== null)).toHaveLength(3);
  });

  test('what waits for a quota before anything ran gives its start back; what ran has spent it', async () => {
    const { queue, clock } = await open({ limits: LIMITS });
    await add(queue, {}, {});
    const until = later(clock.now(), minutes(600));
    await queue.settle(await mustTake(queue), { is: 'wait', reason: 'no room', until });
    expect((await queue.stats()).rate).toMatchObject({ used: 0, left: 3 });
    const lease = await mustTake(queue);
    await queue.extend(lease, { sessionId: 's', accountId: 'a', effects: 'none', runId: 'r' });
    await queue.settle(lease, { is: 'wait', reason: 'limited', until });
    expect((await queue.stats()).rate).toMatchObject({ used: 1, left: 2 });
  });

  test('a failed try has spent its start, and so has a lost worker', async () => {
    const { queue, clock } = await open({ limits: LIMITS });
    await add(queue, {}, {});
    await queue.settle(await mustTake(queue), { is: 'retry', reason: 'no' });
    await mustTake(queue);
    await clock.advance(minutes(2));
    expect((await queue.stats()).rate.used).toBe(2);
  });

  test('an item without an agent spends none, and is not kept back when all are spent', async () => {
    const { queue } = await open({ limits: { ...LIMITS, startsPerHour: 1 } });
    await add(queue, { type: 'command', priority: 1 }, {}, {}, { type: 'command', priority: 30 });
    const types = (await takeAll(queue, { agentless: ['command'] })).map(({ item }) => item.type);
    expect(types).toEqual(['command', 'prompt', 'command']);
    expect((await queue.stats()).rate.used).toBe(1);
  });

  test('a start that turns out not to be needed is given back', async () => {
    const { queue } = await open({ limits: { ...LIMITS, startsPerHour: 1 } });
    await add(queue, {}, {});
    await queue.waive(await mustTake(queue));
    expect((await queue.stats()).rate).toEqual({ used: 0, left: 1, nextAt: null });
    expect(await take(queue)).not.toBeNull();
  });

  test('what was spent since an instant is told, and what of it is not known', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    await add(queue, {}, {}, {});
    const progress = { sessionId: 's', accountId: 'a', effects: 'none', runId: 'r' } as const;
    for (const costUsd of [0.5, 0.25]) {
      const lease = await mustTake(queue);
      await queue.extend(lease, { ...progress, costUsd });
      await done(queue, lease);
      await clock.advance(minutes(1));
    }
    expect(await queue.spent(later(clock.now(), -minutes(2)))).toEqual({ runs: 2, usd: 0.75, knownUsd: 0.75 });
    expect(await queue.spent(later(clock.now(), -minutes(1)))).toEqual({ runs: 1, usd: 0.25, knownUsd: 0.25 });
    const lease = await mustTake(queue);
    await queue.extend(lease, { ...progress, costUsd: null });
    await done(queue, lease);
    expect(await queue.spent(later(clock.now(), -minutes(2)))).toEqual({ runs: 3, usd: null, knownUsd: 0.75 });
  });
}
