import { expect, test } from 'vitest';
import { addOne, done, LEASE_MS, minutes, mustTake, ROOMY, take, type Fresh } from '../subject.ts';

/** 14. A lease lasts as long as it lasts, whatever is done to the clock on the wall. */
export function clockPoint(open: Fresh): void {
  test('a lease is measured by the time of the queue, not by that of who holds it', async () => {
    const { queue, second, clock } = await open({ limits: ROOMY });
    const other = (await second?.()) ?? queue;
    await addOne(queue, {});
    const lease = await mustTake(queue);
    await clock.advance(LEASE_MS - 1);
    expect(await take(other)).toBeNull();
    await clock.advance(2);
    expect((await mustTake(other)).item.id).toBe(lease.item.id);
  });

  test.for([minutes(60 * 24 * 400), -minutes(60 * 24 * 400), minutes(2), -minutes(2)])(
    'a clock that is set by %i ms ends no lease, and keeps none alive',
    async (byMs, { skip }) => {
      const { queue, second, clock, machine } = await open({ limits: ROOMY, machine: true });
      if (machine === undefined) return skip('its time is not that of this machine');
      const other = (await second?.()) ?? queue;
      await addOne(queue, {});
      const lease = await mustTake(queue);
      await clock.advance(1000);
      machine.setClock(byMs);
      expect(await take(other)).toBeNull();
      expect(await queue.extend(lease)).toBe(true);
      await clock.advance(LEASE_MS - 1);
      expect(await take(other)).toBeNull();
      await clock.advance(2);
      const next = await mustTake(other);
      expect(next.item.stalls).toBe(1);
      expect(await queue.extend(lease)).toBe(false);
      expect(await done(other, next)).toBe('settled');
    },
  );

  test('a lease from before a restart of the machine is not valid for longer than it was given', async ({ skip }) => {
    const { queue, clock, machine } = await open({ limits: ROOMY, machine: true });
    if (machine === undefined) return skip('its time is not that of this machine');
    const id = await addOne(queue, {});
    await clock.advance(minutes(60));
    const lease = await mustTake(queue);
    machine.reboot();
    await clock.advance(LEASE_MS + 1);
    expect((await mustTake(queue)).item).toMatchObject({ id, stalls: 1 });
    expect(await done(queue, lease)).toBe('stale');
  });

  test('a clock that was set back lets neither the rate nor the order stand still', async ({ skip }) => {
    const { queue, clock, machine } = await open({ limits: { ...ROOMY, startsPerHour: 1 }, machine: true });
    if (machine === undefined) return skip('its time is not that of this machine');
    await addOne(queue, {});
    await done(queue, await mustTake(queue));
    machine.setClock(-minutes(60 * 24));
    const id = await addOne(queue, {});
    expect(await take(queue)).toBeNull();
    await clock.advance(minutes(60));
    expect((await mustTake(queue)).item.id).toBe(id);
  });
}
