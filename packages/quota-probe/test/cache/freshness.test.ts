import { createFakeClock } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { createQuotaCache, hasReset, isFresh, snapshotAgeMs } from '../../src/index.ts';
import { account, aReading, aWeek, aWindow, cacheFolder } from './known.ts';

const MINUTE = 60_000;
const captured = Date.parse('2026-01-01T00:00:00.000Z');
const after = (ms: number): string => new Date(captured + ms).toISOString();
const snapshot = (...windows: Parameters<typeof aReading>[0]): Parameters<typeof isFresh>[0] => {
  const reading = aReading(windows);
  return reading.ok ? reading.snapshot : null;
};

describe('numbers are fresh', () => {
  test.for([
    { ageMs: 0, fresh: true },
    { ageMs: 15 * MINUTE, fresh: true },
    { ageMs: 15 * MINUTE + 1, fresh: false },
    { ageMs: -5 * MINUTE, fresh: true },
    { ageMs: -5 * MINUTE - 1, fresh: false },
  ])('or not at an age of $ageMs ms: $fresh', ({ ageMs, fresh }) => {
    expect(isFresh(snapshot(aWindow()), { now: after(ageMs) })).toBe(fresh);
    expect(snapshotAgeMs(snapshot(aWindow()), after(ageMs))).toBe(ageMs);
  });

  test('for as long as the caller says, where 0 means the default', () => {
    const of = snapshot(aWindow());
    expect(isFresh(of, { now: after(2 * MINUTE), staleAfterMs: MINUTE })).toBe(false);
    expect(isFresh(of, { now: after(60 * MINUTE), staleAfterMs: 60 * MINUTE })).toBe(true);
    expect(isFresh(of, { now: after(15 * MINUTE), staleAfterMs: 0 })).toBe(true);
    expect(isFresh(of, { now: after(15 * MINUTE + 1), staleAfterMs: 0 })).toBe(false);
  });

  test('never where there are none', () => {
    expect(isFresh(null, { now: after(0) })).toBe(false);
    expect(isFresh(snapshot(), { now: after(0) })).toBe(false);
    expect(snapshotAgeMs(null, after(0))).toBeNull();
  });

  test('only as the oldest window of the whole account is', () => {
    const of = snapshot(
      aWindow({ capturedAt: after(20 * MINUTE) }),
      aWeek(),
      aWeek({ id: 'weekly:opus', appliesTo: 'opus', capturedAt: after(-99 * MINUTE) }),
      aWindow({ id: 'extra', capturedAt: after(-99 * MINUTE) }),
    );
    expect(snapshotAgeMs(of, after(20 * MINUTE))).toBe(20 * MINUTE);
    expect(isFresh(of, { now: after(20 * MINUTE) })).toBe(false);
  });

  test('no longer than until one of them resets', () => {
    const of = snapshot(aWindow({ resetsAt: after(MINUTE) }), aWeek());
    expect(isFresh(of, { now: after(MINUTE - 1) })).toBe(true);
    expect(isFresh(of, { now: after(MINUTE) })).toBe(false);
  });

  test('also as the state that a cache gives', async () => {
    const clock = createFakeClock(after(0));
    const cache = createQuotaCache({ dir: await cacheFolder(), clock });
    expect(isFresh(await cache.read(account), { now: clock.now() })).toBe(false);
    expect(isFresh(await cache.write(aReading([aWindow()]), account), { now: clock.now() })).toBe(true);
  });
});

test('a window without a reset has certainly started anew after its whole length, and not before', () => {
  const window = aWindow({ resetsAt: null });
  expect(hasReset(window, after(300 * MINUTE - 1))).toBe(false);
  expect(hasReset(window, after(300 * MINUTE))).toBe(true);
  expect(hasReset(aWindow({ resetsAt: null, windowMinutes: null }), after(9e10))).toBe(false);
});
