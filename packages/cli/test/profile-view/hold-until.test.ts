import { describe, expect, test } from 'vitest';
import { holdUntil } from '../../src/commands/profile/hold-until.ts';

/** A Saturday, 18:30 in Berlin. */
const berlin = { now: '2026-11-21T17:30:00.000Z', timeZone: 'Europe/Berlin' };

describe('--until', () => {
  test.for([
    ['2h', '2026-11-21T19:30:00.000Z'],
    ['1h30m', '2026-11-21T19:00:00.000Z'],
    ['1d 12h', '2026-11-23T05:30:00.000Z'],
    ['19:00', '2026-11-21T18:00:00.000Z'],
    ['18:00', '2026-11-22T17:00:00.000Z'],
    ['6pm', '2026-11-22T17:00:00.000Z'],
    ['mon 09:00', '2026-11-23T08:00:00.000Z'],
    ['2026-11-22', '2026-11-21T23:00:00.000Z'],
    ['2026-11-22T09:00', '2026-11-22T08:00:00.000Z'],
    ['2026-11-22 09:00:30', '2026-11-22T08:00:00.000Z'],
    ['2026-11-22T09:00Z', '2026-11-22T09:00:00.000Z'],
    ['2026-11-22T09:00:00.000+05:30', '2026-11-22T03:30:00.000Z'],
    ['2027-07-01T09:00', '2027-07-01T07:00:00.000Z'],
  ] as const)('%s is %s', ([text, instant]) => {
    expect(holdUntil(text, berlin)).toBe(instant);
  });

  test.for(['tomorrow', '25:00', '2026-13-01', '2026-02-30T09:00', '', '90', '1e9d', '99999999999d', '2099-01-01'])(
    '"%s" is no time within a year',
    (text) => {
      expect(() => holdUntil(text, berlin)).toThrow(/was expected/);
    },
  );

  test.for(['2026-11-20', '2026-11-21T18:30', '2026-11-20T00:00Z'])('%s is over', (text) => {
    expect(() => holdUntil(text, berlin)).toThrow(/is over/);
  });
});
