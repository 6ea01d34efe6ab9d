import type { WorkProgress } from '@ccx/contracts';
import { expect, test } from 'vitest';
import { addOne, ask, done, kinds, later, LEASE_MS, mustTake, ROOMY, stateOf, take, type Fresh } from '../subject.ts';

const PROGRESS: WorkProgress = { sessionId: 's-1', accountId: 'claude:work', effects: 'possible', runId: 'r-1' };

/** 5. A lease lasts as long as somebody renews it, and a lost worker costs the item nothing but a stall. */
export function leasePoint(open: Fresh): void {
  test('an extended lease outlives its first length, by its own length each time', async () => {
    const { queue, clock } = await open();
    await addOne(queue, {});
    const lease = await mustTake(queue);
    for (let third = 0; third < 9; third += 1) {
      await clock.advance(LEASE_MS / 3);
      expect(await queue.extend(lease)).toBe(true);
      expect(await take(queue)).toBeNull();
    }
    await clock.advance(LEASE_MS - 1);
    expect(await take(queue)).toBeNull();
    expect(await done(queue, lease)).toBe('settled');
  });

  test('an expired lease counts a stall and gives the item with its progress to the next one who asks', async () => {
    const { queue, clock } = await open();
    const id = await addOne(queue, {});
    const lease = await mustTake(queue, { worker: 'lost' });
    expect(await queue.extend(lease, PROGRESS)).toBe(true);
    expect((await queue.get(id))?.progress).toEqual(PROGRESS);
    await clock.advance(LEASE_MS + 1);
    const next = await mustTake(queue, { worker: 'next' });
    expect(next.item).toMatchObject({ id, stalls: 1, attempts: 0, progress: PROGRESS });
    expect(await queue.attempts(id)).toMatchObject([
      { number: 1, worker: 'lost', outcome: 'stalled', progress: PROGRESS },
      { number: 2, worker: 'next', outcome: 'running', endedAt: null },
    ]);
    if (queue.can.has('events')) expect(await kinds(queue, id)).toContain('stalled');
  });

  test('progress is kept by an extension that says none', async () => {
    const { queue } = await open();
    const id = await addOne(queue, {});
    const lease = await mustTake(queue);
    await queue.extend(lease, PROGRESS);
    await queue.extend(lease);
    expect((await queue.get(id))?.progress).toEqual(PROGRESS);
  });

  test('after as many stalls as allowed, the item is dead and says why', async () => {
    const { queue, clock } = await open({ limits: { ...ROOMY, maxStalls: 2 } });
    const id = await addOne(queue, { dedupKey: 'k' });
    for (let stall = 0; stall < 2; stall += 1) {
      await mustTake(queue);
      await clock.advance(LEASE_MS + 1);
    }
    expect(await take(queue)).toBeNull();
    const item = await queue.get(id);
    expect(item).toMatchObject({ state: 'dead', stalls: 2, reason: expect.stringMatching(/\w/) });
    expect(item?.endedAt).toBeDefined();
    await addOne(queue, { dedupKey: 'k' });
  });

  test('a lost worker gives its place and its key back', async () => {
    const { queue, clock } = await open({ limits: { running: 1 } });
    await addOne(queue, { limitKey: 'repo', priority: 1 });
    await mustTake(queue);
    await addOne(queue, { limitKey: 'repo', priority: 0 });
    expect(await take(queue)).toBeNull();
    await clock.advance(LEASE_MS + 1);
    expect((await mustTake(queue)).item.priority).toBe(0);
    expect(await queue.inProgress()).toBe(1);
  });

  test('who finds nothing while something runs, is told when its lease ends', async () => {
    const { queue, clock } = await open();
    await addOne(queue, {});
    const lease = await mustTake(queue);
    expect(await ask(queue)).toEqual({ lease: null, nextAt: lease.expiresAt });
    await clock.advance(LEASE_MS / 2);
    await queue.extend(lease);
    expect((await ask(queue)).nextAt).toBe(later(clock.now(), LEASE_MS));
  });

  test('an item whose worker was lost for the last time is dead before anybody claims something', async () => {
    const { queue, clock } = await open({ limits: { ...ROOMY, maxStalls: 1 } });
    const id = await addOne(queue, {});
    await mustTake(queue);
    await clock.advance(LEASE_MS + 1);
    expect(await take(queue)).toBeNull();
    expect(await stateOf(queue, id)).toBe('dead');
    expect(await queue.inProgress()).toBe(0);
  });
}
