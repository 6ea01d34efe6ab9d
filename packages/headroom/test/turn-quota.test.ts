import type { Instant, ProfileLimits } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { turnQuota } from '../src/index.ts';
import { cases } from './long-form.ts';
import { aProfile, at, DAY, HOUR, MINUTE, NOW } from './support.ts';

const SESSION = 5 * HOUR;
const quotaOf = (turns: readonly number[], limits: Partial<ProfileLimits> = { planTier: 'pro' }, now: Instant = NOW) =>
  turnQuota(turns.map(at), aProfile('work', { limits }), now);

describe('the five hours of counted turns', () => {
  test('are labelled as what they are', () => {
    expect(quotaOf([-HOUR, -MINUTE])).toMatchObject({
      profile: 'work',
      planTier: 'pro',
      session: {
        id: 'session',
        appliesTo: null,
        bound: 'at-least',
        amount: { used: 2, limit: 45, unit: 'turns' },
        windowMinutes: 300,
        state: 'ok',
        source: 'turns',
        capturedAt: NOW,
        resetsAt: at(SESSION - HOUR),
      },
    });
  });

  test('begin after the instant five hours ago and end now', () => {
    expect(quotaOf([-SESSION, -SESSION + 1, 0, 1]).session.amount?.used).toBe(2);
  });

  test.for([
    [{ planTier: 'pro' }, 45],
    [{ planTier: 'max5' }, 225],
    [{ planTier: 'max20' }, 900],
    [{ planTier: 'pro', caps5hTurns: 60 }, 60],
    [{ planTier: 'api', caps5hTurns: 60 }, 60],
    [{ caps5hTurns: 60 }, 60],
  ] as const)('have for %j a cap of %i', ([limits, limit]) => {
    expect(quotaOf([-HOUR], limits).session).toMatchObject({ amount: { limit }, usedPercent: 100 / limit });
  });

  test('have a count and no percentage where there is no cap: unknown is not zero', () => {
    for (const limits of [{}, { planTier: 'api' }, { caps5hTurns: 0 }] as const) {
      expect(quotaOf([-HOUR], limits).session).toMatchObject({
        amount: { used: 1, limit: null },
        usedPercent: null,
        state: 'unknown',
      });
    }
  });

  test('are used up at the cap, and above it until enough turns have left', () => {
    const two = { caps5hTurns: 2 };
    expect(quotaOf([-3 * HOUR, -2 * HOUR], two).session).toMatchObject({ state: 'exhausted', resetsAt: at(2 * HOUR) });
    expect(quotaOf([-3 * HOUR, -2 * HOUR, -HOUR], two).session).toMatchObject({
      usedPercent: 150,
      resetsAt: at(3 * HOUR),
    });
  });

  test('have no reset without a turn', () => {
    expect(quotaOf([]).session).toMatchObject({ usedPercent: 0, resetsAt: null });
  });

  test('have room when they say that they are back', () => {
    const turns = fc.array(fc.integer({ min: -8 * HOUR, max: 0 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(turns, fc.integer({ min: 1, max: 6 }), (ago, caps5hTurns) => {
        const sorted = ago.toSorted((a, b) => a - b);
        const { session } = quotaOf(sorted, { caps5hTurns });
        if (session.state !== 'exhausted' || session.resetsAt === null) return;
        const before = new Date(Date.parse(session.resetsAt) - 1).toISOString();
        expect(quotaOf(sorted, { caps5hTurns }, session.resetsAt).session.state).toBe('ok');
        expect(quotaOf(sorted, { caps5hTurns }, before).session.state).toBe('exhausted');
      }),
      { numRuns: cases(200) },
    );
  });
});

describe('the week of counted turns', () => {
  test('has no cap but one that a person gives', () => {
    expect(quotaOf([-DAY], { planTier: 'max20' }).weekly).toMatchObject({ usedPercent: null, amount: { used: 1 } });
    expect(quotaOf([-DAY], { planTier: 'max20', capsWeeklyTurns: 50 }).weekly.usedPercent).toBe(2);
  });

  test('is the trailing seven days', () => {
    expect(quotaOf([-7 * DAY, -7 * DAY + 1, -HOUR]).weekly).toMatchObject({
      amount: { used: 2 },
      resetsAt: at(1),
      windowMinutes: 10_080,
    });
  });

  // The instant of the tests is a Saturday, 12:00 UTC.
  test.for([
    ['saturday', '2026-11-28T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
    ['friday', '2026-11-27T00:00:00.000Z', '2026-11-20T00:00:00.000Z'],
    ['sunday', '2026-11-22T00:00:00.000Z', '2026-11-15T00:00:00.000Z'],
  ] as const)('begins on %s at 00:00 UTC where that is its anchor', ([weeklyAnchor, resetsAt, startsAt]) => {
    const startMs = Date.parse(startsAt) - Date.parse(NOW);
    expect(quotaOf([startMs - 1, startMs, -1], { weeklyAnchor }).weekly).toMatchObject({
      amount: { used: 2 },
      resetsAt,
    });
    expect(quotaOf([], { weeklyAnchor }).weekly.resetsAt).toBe(resetsAt);
  });

  test('begins anew in the very second of its anchor', () => {
    const midnight = '2026-11-21T00:00:00.000Z';
    const { weekly } = quotaOf([-12 * HOUR - 1], { weeklyAnchor: 'saturday' }, midnight);
    expect(weekly).toMatchObject({ amount: { used: 0 }, resetsAt: '2026-11-28T00:00:00.000Z' });
  });
});
