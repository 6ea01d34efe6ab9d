import { describe, expect, test } from 'vitest';
import { momentOf } from '../../src/batch/moment-of.ts';

// 23:00 of Saturday in Berlin.
const CONTEXT = { now: '2026-11-21T22:00:00.000Z', timeZone: 'Europe/Berlin' };

describe('a time as a person writes it', () => {
  test.for([
    ['03:30', '2026-11-22T02:30:00.000Z'],
    ['23:30', '2026-11-21T22:30:00.000Z'],
    ['8:00', '2026-11-22T07:00:00.000Z'],
    ['8:30pm', '2026-11-22T19:30:00.000Z'],
    ['6pm', '2026-11-22T17:00:00.000Z'],
    ['tomorrow 8:00', '2026-11-22T07:00:00.000Z'],
    ['tomorrow at 8am', '2026-11-22T07:00:00.000Z'],
    ['tomorrow', '2026-11-21T23:00:00.000Z'],
    ['Tomorrow 08:00', '2026-11-22T07:00:00.000Z'],
    ['mon 09:00', '2026-11-23T08:00:00.000Z'],
    ['2026-12-24 18:00', '2026-12-24T17:00:00.000Z'],
    ['2026-12-24T18:00', '2026-12-24T17:00:00.000Z'],
    ['2026-12-24T18:00:00Z', '2026-12-24T18:00:00.000Z'],
    ['2026-12-24T18:00:00+02:00', '2026-12-24T16:00:00.000Z'],
    ['+2h', '2026-11-22T00:00:00.000Z'],
    ['+1h30m', '2026-11-21T23:30:00.000Z'],
    ['+1d', '2026-11-22T22:00:00.000Z'],
  ] as const)('%s is %s', ([text, instant]) => {
    expect(momentOf(text, CONTEXT)).toBe(instant);
  });

  test.for(['', 'soon', '+', '+soon', '25:00', 'tomorrow soon', '2026-13-01', '2026-02-30 10:00', '2026-11-22T99:00Z'])(
    '"%s" is none',
    (text) => {
      expect(momentOf(text, CONTEXT)).toBeNull();
    },
  );

  test('is of the day after where the clocks are, not where UTC is', () => {
    const context = { now: '2026-11-21T23:30:00.000Z', timeZone: 'Asia/Tokyo' };
    expect(momentOf('tomorrow 8:00', context)).toBe('2026-11-22T23:00:00.000Z');
  });
});
