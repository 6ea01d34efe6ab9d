import type { LimitSignal } from '@ccx/contracts';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../src/index.ts';
import { fixedClock, READ_AT } from './recordings.ts';

const FIVE = 1_795_228_320; // 2026-11-21T02:32:00Z
const WEEK = 1_795_522_920; // 2026-11-24T12:22:00Z

function limit(info: unknown): LimitSignal {
  const [event] = parseLine('claude', JSON.stringify({ type: 'rate_limit_event', rate_limit_info: info }), {
    clock: fixedClock,
  });
  if (event?.type !== 'limit') throw new Error(`A limit event was expected, not ${String(event?.type)}.`);
  return event.limit;
}

describe('a rate_limit_event', () => {
  it('is normalised to percent and instants', () => {
    const signal = limit({
      status: 'allowed_warning',
      rateLimitType: 'five_hour',
      resetsAt: FIVE,
      utilization: 0.905,
      isUsingOverage: false,
      unifiedWindows: {
        five_hour: { utilization: 0.905, resetsAt: FIVE, status: 'allowed_warning' },
        seven_day: { utilization: 0.07, resetsAt: WEEK, status: 'allowed' },
      },
    });
    expect(signal).toEqual({
      verdict: 'warn',
      windowId: 'session',
      appliesTo: null,
      resetsAt: '2026-11-21T02:32:00.000Z',
      resetRaw: '1795228320',
      usingExtra: false,
      basis: 'structured',
      observedAt: READ_AT,
      windows: [
        expect.objectContaining({
          id: 'session',
          usedPercent: 90.5,
          state: 'warn',
          windowMinutes: 300,
          source: 'run',
          bound: 'exact',
        }),
        expect.objectContaining({
          id: 'weekly',
          usedPercent: 7,
          state: 'ok',
          windowMinutes: 10_080,
          resetsAt: '2026-11-24T12:22:00.000Z',
        }),
      ],
    });
  });

  it('without windows says nothing of them: nothing is not 0 %', () => {
    expect(limit({ status: 'allowed', isUsingOverage: false })).toMatchObject({
      verdict: 'ok',
      windowId: null,
      windows: [],
    });
  });

  it('names the window of a model that is not among the windows, with unknown use', () => {
    const signal = limit({ status: 'rejected', rateLimitType: 'seven_day_opus', resetsAt: WEEK });
    expect(signal).toMatchObject({ verdict: 'rejected', windowId: 'weekly:opus', appliesTo: 'opus' });
    expect(signal.windows).toMatchObject([
      { id: 'weekly:opus', appliesTo: 'opus', usedPercent: null, state: 'exhausted' },
    ]);
  });

  it('that is rejected and names neither window nor reset is a 429 without limit headers, and marks nothing', () => {
    expect(limit({ status: 'rejected', isUsingOverage: false })).toMatchObject({
      verdict: 'unknown',
      windowId: null,
      windows: [],
    });
  });

  it('that is rejected while extra usage pays names the window and says who pays', () => {
    expect(
      limit({
        status: 'rejected',
        rateLimitType: 'five_hour',
        resetsAt: FIVE,
        overageStatus: 'allowed',
        isUsingOverage: true,
      }),
    ).toMatchObject({
      verdict: 'rejected',
      windowId: 'session',
      usingExtra: true,
      windows: [{ id: 'session' }, { id: 'extra', state: 'ok' }],
    });
  });

  it('that rejects extra usage names the window of the plan that is used up beside it', () => {
    expect(
      limit({
        status: 'rejected',
        rateLimitType: 'overage',
        resetsAt: WEEK,
        unifiedWindows: { five_hour: { utilization: 1, resetsAt: FIVE, status: 'rejected' } },
      }),
    ).toMatchObject({ verdict: 'rejected', windowId: 'session', resetsAt: '2026-11-21T02:32:00.000Z' });
  });

  it('that rejects extra usage and no window is the account, with a reset that nobody knows', () => {
    expect(limit({ status: 'rejected', rateLimitType: 'overage', resetsAt: WEEK })).toMatchObject({
      verdict: 'rejected',
      windowId: null,
      resetsAt: null,
    });
  });

  it('does not call extra usage exhausted that is only switched off', () => {
    const signal = limit({
      status: 'allowed',
      overageStatus: 'rejected',
      overageDisabledReason: 'overage_not_provisioned',
    });
    expect(signal.windows).toEqual([]);
  });

  it.each([
    ['seven_day_sonnet', 'weekly:sonnet', 'sonnet'],
    ['seven_day_overage_included', 'weekly:overage-included', null],
    ['seven_day_oauth_apps', 'weekly:oauth-apps', null],
    ['seven_day_next_model', 'weekly:next-model', 'next-model'],
    ['one_hour', 'session:one-hour', null],
  ])('calls the window %s %s', (type, windowId, appliesTo) => {
    expect(limit({ status: 'rejected', rateLimitType: type, resetsAt: WEEK })).toMatchObject({ windowId, appliesTo });
  });

  it.each([
    [{}],
    [null],
    [{ status: 7, resetsAt: 'soon', unifiedWindows: [1] }],
    [{ status: 'new', unifiedWindows: { a: 1 } }],
  ])('of another shape is an unknown verdict: %j', (info) => {
    expect(limit(info)).toMatchObject({ verdict: 'unknown', resetsAt: null });
  });
});
