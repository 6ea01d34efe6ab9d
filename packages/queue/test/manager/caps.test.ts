import { expect, test } from 'vitest';
import { createFailureStreak } from '../../src/manager/alike.ts';
import { pausedBy } from '../../src/manager/caps.ts';
import type { WorkCaps } from '../../src/manager/config.ts';
import { dayAround, opensAt, parseHours, zoneOf } from '../../src/manager/wall-clock.ts';

const FREE: WorkCaps = { usdPerDay: null, itemsPerHour: null, hours: null, timeZone: 'UTC', equalFailures: null };
const NOW = '2026-11-22T12:00:00.000Z';
const nothing = async (): Promise<{ runs: number; usd: number; knownUsd: number }> => ({
  runs: 0,
  usd: 0,
  knownUsd: 0,
});

/** As a queue counts: starts and what each has cost. */
function spentOf(starts: readonly (readonly [string, number | null])[]) {
  return async (since: string): Promise<{ runs: number; usd: number | null; knownUsd: number }> => {
    const counted = starts.filter(([at]) => at >= since).map(([, usd]) => usd);
    const knownUsd = counted.reduce<number>((sum, usd) => sum + (usd ?? 0), 0);
    return { runs: counted.length, usd: counted.includes(null) ? null : knownUsd, knownUsd };
  };
}

test('without caps nothing is held back', async () => {
  expect(await pausedBy(FREE, NOW, nothing)).toBeNull();
});

test('a night window holds work back until it opens, in the person’s own zone, and lets it begin within', async () => {
  const caps = { ...FREE, hours: '22:00-07:00', timeZone: 'Europe/Berlin' };
  expect(await pausedBy(caps, NOW, nothing)).toEqual({
    reason: 'work begins only within 22:00-07:00 (Europe/Berlin)',
    until: '2026-11-22T21:00:00.000Z',
  });
  expect(await pausedBy(caps, '2026-11-22T21:00:00.000Z', nothing)).toBeNull();
  expect(await pausedBy(caps, '2026-11-23T05:59:59.000Z', nothing)).toBeNull();
  expect(await pausedBy(caps, '2026-11-23T06:00:00.000Z', nothing)).not.toBeNull();
});

test.each([
  ['09:00-17:00', '2026-11-22T08:00:00.000Z', '2026-11-22T09:00:00.000Z'],
  ['09:00-17:00', '2026-11-22T17:00:00.000Z', '2026-11-23T09:00:00.000Z'],
  ['09:00-17:00', '2026-11-22T16:59:00.000Z', null],
  ['00:00-24:00', '2026-11-22T16:59:00.000Z', null],
  ['07:00-07:00', '2026-11-22T16:59:00.000Z', null],
])('hours %s at %s open at %s', (hours, now, until) => {
  expect(opensAt(now, parseHours(hours), zoneOf('UTC'))).toBe(until);
});

test('hours that the clocks jump over begin when the jump is over', () => {
  // In Berlin 02:00 to 03:00 is missing on 29 March 2026.
  expect(opensAt('2026-03-29T00:00:00.000Z', parseHours('02:30-06:00'), zoneOf('Europe/Berlin'))).toBe(
    '2026-03-29T01:30:00.000Z',
  );
  const day = dayAround('2026-03-29T12:00:00.000Z', zoneOf('Europe/Berlin'));
  expect(day).toEqual({ from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' });
});

test.each(['night', '25:00-07:00', '22:00', '22:70-07:00'])('hours "%s" are refused with an example', (hours) => {
  expect(() => parseHours(hours)).toThrow('names no hours');
});

test('an unknown zone is refused', () => {
  expect(() => zoneOf('Mars/Olympus')).toThrow('No time zone is named');
});

test('dollars a day hold until midnight; a run whose cost nobody told makes the sum a lower bound', async () => {
  const caps = { ...FREE, usdPerDay: 5 };
  const spent = spentOf([
    ['2026-11-21T23:00:00.000Z', 100],
    ['2026-11-22T01:00:00.000Z', 3],
    ['2026-11-22T02:00:00.000Z', null],
  ]);
  expect(await pausedBy(caps, NOW, spent)).toBeNull();
  expect(await pausedBy({ ...caps, usdPerDay: 3 }, NOW, spent)).toEqual({
    reason: '$3.00 or more of $3.00 for today are spent',
    until: '2026-11-23T00:00:00.000Z',
  });
});

test('starts an hour: the pause ends with the hour of the start that has to leave it', async () => {
  const caps = { ...FREE, itemsPerHour: 2 };
  const spent = spentOf([
    ['2026-11-22T10:59:00.000Z', null],
    ['2026-11-22T11:10:00.000Z', null],
    ['2026-11-22T11:20:00.000Z', null],
    ['2026-11-22T11:50:00.000Z', null],
  ]);
  const pause = await pausedBy(caps, NOW, spent);
  expect(pause?.until).toBe('2026-11-22T12:20:00.001Z');
  expect(await pausedBy(caps, '2026-11-22T12:20:00.001Z', spent)).toBeNull();
  expect(await pausedBy(caps, '2026-11-22T12:20:00.000Z', spent)).not.toBeNull();
});

test('of several caps the one that ends last is told', async () => {
  const caps = { ...FREE, usdPerDay: 1, hours: '13:00-14:00' };
  const pause = await pausedBy(caps, NOW, spentOf([['2026-11-22T01:00:00.000Z', 2]]));
  expect(pause?.until).toBe('2026-11-23T00:00:00.000Z');
});

test('three failures that read alike but for ids and numbers are a streak; a success or another failure ends it', () => {
  const streak = createFailureStreak();
  const fail = (reason: string): string | null => streak.note({ is: 'retry', reason }, 3);
  expect(fail('exit 1 after 10 s')).toBeNull();
  expect(fail('exit 1 after 12 s')).toBeNull();
  expect(streak.note({ is: 'wait', reason: 'limited', until: null }, 3)).toBeNull();
  expect(fail('exit 1 after 14 s')).toBe('exit 1 after 14 s');
  fail('a');
  fail('a');
  streak.note({ is: 'done', result: null }, 3);
  expect(fail('a')).toBeNull();
  fail('b');
  expect(fail('a')).toBeNull();
  expect(streak.note({ is: 'retry', reason: 'a' }, null)).toBeNull();
});
