import { expect, test } from 'vitest';
import type { Backlog, QueueLimits } from '../../../src/index.ts';
import { add, ask, done, draft, later, mustTake, ROOMY, take, takeAll, type Fresh } from '../subject.ts';

/** 7. What may run at once: in all, of a lane, of a key. */
export function limitsPoint(open: Fresh): void {
  test('no more run at once than allowed in all, and each end makes room for one', async () => {
    const { queue } = await open({ limits: { ...ROOMY, running: 3 } });
    await add(queue, ...Array.from({ length: 5 }, () => ({})));
    const leases = await takeAll(queue);
    expect(leases).toHaveLength(3);
    for (const lease of leases.slice(0, 1)) await done(queue, lease);
    expect(await takeAll(queue)).toHaveLength(1);
  });

  test.each(['done', 'retry', 'wait', 'needs-human', 'dead', 'cancelled'] as const)(
    'an end as %s gives the place and the key back',
    async (is) => {
      const { queue } = await open({ limits: { ...ROOMY, running: 1, perLane: { auto: 1 } } });
      await add(queue, { limitKey: 'repo' }, { limitKey: 'repo' });
      const lease = await mustTake(queue);
      expect(await take(queue)).toBeNull();
      if (is === 'done') await done(queue, lease);
      else if (is === 'wait') await queue.settle(lease, { is, reason: 'r', until: '2099-01-01T00:00:00.000Z' });
      else await queue.settle(lease, { is, reason: 'r' });
      expect((await mustTake(queue)).item.id).not.toBe(lease.item.id);
    },
  );

  test('one item of a key runs at a time, and the next of another key goes ahead of those that wait for it', async () => {
    const { queue } = await open({ limits: ROOMY });
    const [first, second, third] = await add(
      queue,
      { limitKey: 'repo', priority: 1 },
      { limitKey: 'repo', priority: 2 },
      { limitKey: 'other', priority: 3 },
    );
    const leases = await takeAll(queue);
    expect(leases.map(({ item }) => item.id)).toEqual([first, third]);
    for (const lease of leases) await done(queue, lease);
    expect((await mustTake(queue)).item.id).toBe(second);
  });

  test('more than one of a key may be allowed, and no key limits nothing', async () => {
    const { queue } = await open({ limits: { ...ROOMY, perKey: 2 } });
    const keys = ['repo', 'repo', 'repo', 'repo', '', ''];
    await add(queue, ...keys.map((limitKey) => ({ limitKey })), {}, {}, {});
    const taken = (await takeAll(queue)).map(({ item }) => item.limitKey ?? '');
    expect(taken.toSorted()).toEqual(['', '', '', '', '', 'repo', 'repo']);
  });

  test('a key is one key over all lanes', async () => {
    const { queue } = await open({ limits: ROOMY });
    await add(queue, { limitKey: 'repo', lane: 'codex' }, { limitKey: 'repo', lane: 'claude' });
    expect(await takeAll(queue, { lanes: ['codex', 'claude'] })).toHaveLength(1);
  });

  test('a lane that has a limit of its own keeps it, and others go on', async () => {
    const { queue } = await open({ limits: { ...ROOMY, perLane: { codex: 1 } } });
    await add(queue, { lane: 'codex' }, { lane: 'codex' }, { lane: 'claude' }, { lane: 'claude' });
    const lanes = (await takeAll(queue, { lanes: ['codex', 'claude'] })).map(({ item }) => item.lane ?? 'auto');
    expect(lanes.toSorted()).toEqual(['claude', 'claude', 'codex']);
  });

  test('limits are read anew at each claim', async () => {
    let limits: Partial<QueueLimits> = { ...ROOMY, running: 1 };
    const { queue } = await open({ limits: () => limits });
    await add(queue, {}, {}, {});
    expect(await takeAll(queue)).toHaveLength(1);
    limits = { ...ROOMY, running: 2 };
    expect(await takeAll(queue)).toHaveLength(1);
  });

  test('an item that needs no agent takes no place, and none is kept from it', async () => {
    const { queue } = await open({ limits: { ...ROOMY, running: 1 } });
    await add(queue, {}, {}, { type: 'command' }, { type: 'command' });
    const leases = await takeAll(queue, { agentless: ['command'] });
    expect(leases.map(({ item }) => item.type)).toEqual(['prompt', 'command', 'command']);
    for (const lease of leases) await done(queue, lease);
    expect(await takeAll(queue, { agentless: ['command'] })).toHaveLength(1);
  });

  test('an item that needs no agent is claimed on whatever lane, as no account has to have room for it', async () => {
    const { queue } = await open({ limits: ROOMY });
    await add(queue, { lane: 'codex' }, { lane: 'codex', type: 'command' });
    const types = (await takeAll(queue, { lanes: [], agentless: ['command'] })).map(({ item }) => item.type);
    expect(types).toEqual(['command']);
  });

  test('a place that turns out not to be needed is given back, once', async () => {
    const { queue } = await open({ limits: { ...ROOMY, running: 1 } });
    await add(queue, {}, {}, {});
    const lease = await mustTake(queue);
    await queue.waive(lease);
    await queue.waive(lease);
    expect(await takeAll(queue)).toHaveLength(1);
    expect(await done(queue, lease)).toBe('settled');
    expect(await takeAll(queue)).toHaveLength(0);
  });

  test('the lanes of which something may be claimed are told', async () => {
    const { queue, clock } = await open({ limits: ROOMY });
    expect(await queue.lanes()).toEqual([]);
    await add(queue, { lane: 'codex' }, {}, { lane: 'gemini', runAt: later(clock.now(), 1000) });
    expect((await queue.lanes()).toSorted()).toEqual(['auto', 'codex']);
    await takeAll(queue, { lanes: ['codex'] });
    expect(await queue.lanes()).toEqual(['auto']);
    await clock.advance(1000);
    expect((await queue.lanes()).toSorted()).toEqual(['auto', 'gemini']);
  });

  test('a saturated key with 20,000 items ahead does not slow a claim', async () => {
    const { queue } = await open({ limits: { ...ROOMY, running: 10_000, cap: 100_000 } });
    await queue.enqueue(Array.from({ length: 400 }, () => draft({ priority: 50 })));
    const alone = await medianClaimMs(queue, 101);
    await queue.enqueue(Array.from({ length: 20_000 }, () => draft({ limitKey: 'busy', priority: 1 })));
    expect((await mustTake(queue)).item.limitKey).toBe('busy');
    // Looking at each of them would take over a hundred times as long.
    expect(await medianClaimMs(queue, 101)).toBeLessThan(alone * 10);
    expect((await ask(queue)).lease?.item.limitKey).toBeUndefined();
  });
}

/** How long a claim takes, of several that all find something. */
async function medianClaimMs(queue: Backlog, claims: number): Promise<number> {
  const taken: number[] = [];
  for (let claim = 0; claim < claims; claim += 1) {
    const start = performance.now();
    await mustTake(queue);
    taken.push(performance.now() - start);
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(claims / 2)] ?? Number.NaN;
}
