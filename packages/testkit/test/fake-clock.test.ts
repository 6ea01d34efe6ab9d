import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../src/index.ts';

describe('a fake clock', () => {
  test('stands still until it is moved', async () => {
    const clock = createFakeClock('2026-11-21T12:00:00.000Z');
    expect(clock.now()).toBe('2026-11-21T12:00:00.000Z');
    await clock.advance(1500);
    expect(clock.now()).toBe('2026-11-21T12:00:01.500Z');
    await clock.advanceTo('2026-11-22T00:00:00.000Z');
    expect(clock.now()).toBe('2026-11-22T00:00:00.000Z');
  });

  test('wakes sleepers in order of time, each at its own moment', async () => {
    const clock = createFakeClock();
    const woken: string[] = [];
    const sleeper = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push(`${name} ${clock.now().slice(17, 23)}`);
    };
    const all = Promise.all([sleeper('late', 300), sleeper('early', 100), sleeper('also early', 100)]);
    expect(clock.pending).toBe(3);
    await clock.advance(1000);
    await all;
    expect(woken).toEqual(['early 00.100', 'also early 00.100', 'late 00.300']);
    expect(clock.pending).toBe(0);
  });

  test('wakes within one advance a sleeper that goes to sleep again', async () => {
    const clock = createFakeClock();
    let ticks = 0;
    const loop = (async (): Promise<void> => {
      while (ticks < 5) {
        await clock.sleep(10);
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
        ticks += 1;
      }
    })();
    await clock.advance(30);
    expect(ticks).toBe(3);
    await clock.advance(20);
    await loop;
    expect(ticks).toBe(5);
  });

  test('does not wake a sleeper one millisecond early', async () => {
    const clock = createFakeClock();
    let awake = false;
    const slept = clock.sleep(1000).then(() => (awake = true));
    await clock.advance(999);
    expect(awake).toBe(false);
    await clock.advance(1);
    await slept;
    expect(awake).toBe(true);
  });

  test('rejects an aborted sleep with the reason and forgets it', async () => {
    const clock = createFakeClock();
    const reason = new Error('enough');
    await expect(clock.sleep(10, AbortSignal.abort(reason))).rejects.toBe(reason);
    const control = new AbortController();
    const slept = clock.sleep(10, control.signal);
    control.abort(reason);
    await expect(slept).rejects.toBe(reason);
    expect(clock.pending).toBe(0);
  });

  test('refuses to run backwards', () => {
    const clock = createFakeClock();
    expect(() => clock.advance(-1)).toThrow('advance(-1)');
    expect(() => clock.advanceTo('2025-01-01T00:00:00.000Z')).toThrow('already stands');
    expect(() => clock.advanceTo('yesterday')).toThrow('not an instant');
  });
});
