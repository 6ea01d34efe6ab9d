import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysRange, monthOf, readDay, weekOf, zoneDays } from '../../src/report/zone-days.ts';

const ZONES = ['UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Kathmandu', 'Pacific/Apia', 'America/Sao_Paulo'];

describe('the days of a zone', () => {
  test.each([
    // Kathmandu is 5:45 ahead all year.
    ['Asia/Kathmandu', '2026-03-29', '2026-03-28T18:15:00.000Z', '2026-03-29T18:14:59.999Z'],
    // Berlin's clocks: 23 hours, then 25.
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T22:59:59.999Z'],
    ['America/Los_Angeles', '2026-03-08', '2026-03-08T08:00:00.000Z', '2026-03-09T06:59:59.999Z'],
    ['America/Los_Angeles', '2026-11-01', '2026-11-01T07:00:00.000Z', '2026-11-02T07:59:59.999Z'],
    // The clocks were set forward at midnight: the day began at one o'clock.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z', '2018-11-05T01:59:59.999Z'],
    ['UTC', '2026-02-28', '2026-02-28T00:00:00.000Z', '2026-02-28T23:59:59.999Z'],
  ])('in %s of %s go from %s to %s', (timeZone, day, from, to) => {
    expect(daysRange(zoneDays(timeZone), day, day)).toEqual({ from, to });
  });

  test('hold no instant of a day that a zone left out', () => {
    const { from, to } = daysRange(zoneDays('Pacific/Apia'), '2011-12-30', '2011-12-30');
    expect(Date.parse(`${to}`)).toBe(Date.parse(`${from}`) - 1);
  });

  test('are open where no day is named, and hold nothing before 1970', () => {
    expect(daysRange(zoneDays('UTC'), undefined, undefined)).toEqual({ from: null, to: null });
    expect(daysRange(zoneDays('UTC'), undefined, '1950-01-01').to).toBe('1970-01-01T00:00:00.000Z');
  });

  test('each begin where the one before ends, and hold exactly the instants that show them', () => {
    const instants = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2035, 0, 1) });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (name, ms) => {
        const zone = zoneDays(name);
        const day = zone.dayOf(new Date(ms).toISOString());
        const { from, to } = daysRange(zone, day, day);
        expect(Date.parse(`${from}`)).toBeLessThanOrEqual(ms);
        expect(Date.parse(`${to}`)).toBeGreaterThanOrEqual(ms);
        expect(zone.dayOf(`${from}`)).toBe(day);
        expect(zone.dayOf(new Date(Date.parse(`${from}`) - 1).toISOString()) < day).toBe(true);
        expect(zone.dayOf(`${to}`)).toBe(day);
      }),
      { numRuns: 60 },
    );
  });

  test('belong to weeks from Monday or Sunday, and to months', () => {
    expect(weekOf('2026-11-21', 'monday')).toBe('2026-11-16');
    expect(weekOf('2026-11-22', 'monday')).toBe('2026-11-16');
    expect(weekOf('2026-11-22', 'sunday')).toBe('2026-11-22');
    expect(weekOf('2026-01-01', 'monday')).toBe('2025-12-29');
    expect(monthOf('2026-11-21')).toBe('2026-11-01');
  });

  test.each(['2026-02-30', '26-02-03', 'yesterday', '2026-13-01', '0000-00-00', ''])('are not written %j', (text) => {
    expect(() => readDay(text, 'since')).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });

  test('may be written without hyphens', () => {
    expect(readDay('20260329', 'since')).toBe('2026-03-29');
  });

  test('need a zone that there is', () => {
    expect(() => zoneDays('Europe/Bielefeld')).toThrow('"Europe/Bielefeld"');
  });
});
