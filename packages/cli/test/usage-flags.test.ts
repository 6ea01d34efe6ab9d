import { describe, expect, test } from 'vitest';
import { usageRequest, type UsageFlags } from '../src/commands/usage-flags.ts';

const CONTEXT = {
  cwd: '/home/ada/shop',
  timeZone: 'Asia/Kathmandu',
  accountIds: null,
  // 03:45 on the 21st in Kathmandu.
  nowMs: Date.parse('2026-11-20T22:00:00.000Z'),
};

function request(flags: UsageFlags, kind = 'daily'): ReturnType<typeof usageRequest> {
  return usageRequest(kind, flags, CONTEXT);
}

describe('the options of a report', () => {
  test("without any, everything by day in the person's zone", () => {
    expect(request({})).toEqual({ kind: 'daily', timeZone: 'Asia/Kathmandu' });
  });

  test.for<readonly [UsageFlags, object]>([
    [
      { since: '2026-11-01', until: '20261130' },
      { since: '2026-11-01', until: '2026-11-30' },
    ],
    [{ since: 'today' }, { since: '2026-11-21' }],
    [{ since: 'yesterday' }, { since: '2026-11-20' }],
    [{ since: '1d' }, { since: '2026-11-21' }],
    [{ since: '7d' }, { since: '2026-11-15' }],
    [
      { since: '2w', until: '7d' },
      { since: '2026-11-08', until: '2026-11-15' },
    ],
    [
      { since: 'today', timezone: 'America/Los_Angeles' },
      { since: '2026-11-20', timeZone: 'America/Los_Angeles' },
    ],
  ])('%j are the days %j', ([flags, days]) => {
    expect(request(flags)).toMatchObject(days);
  });

  test('a day of 23 hours is one day of the last two', () => {
    // 00:30 in Berlin on the day after its clocks went forward.
    const nowMs = Date.parse('2026-03-29T22:30:00.000Z');
    const days = usageRequest('daily', { since: '2d', timezone: 'Europe/Berlin' }, { ...CONTEXT, nowMs });
    expect(days).toMatchObject({ since: '2026-03-29' });
  });

  test('a folder is meant from where the person stands', () => {
    expect(request({ project: '../api' })).toMatchObject({ project: '/home/ada/api' });
    expect(request({ project: '/srv/app' })).toMatchObject({ project: '/srv/app' });
  });

  test('each of them reaches the report under its name', () => {
    const flags = {
      agent: 'codex',
      model: 'gpt-6',
      session: 's1',
      by: 'model',
      breakdown: true,
      weekStart: 'sunday',
      mode: 'display',
      sort: 'tokens',
      order: 'asc',
      limit: '5',
    } as const;
    const { session, limit: _, ...same } = flags;
    expect(usageRequest('weekly', flags, { ...CONTEXT, accountIds: ['a', 'b'] })).toEqual({
      kind: 'weekly',
      timeZone: 'Asia/Kathmandu',
      accountIds: ['a', 'b'],
      ...same,
      sessionId: session,
      limit: 5,
    });
  });
});

describe('a wrong call names what is wrong', () => {
  test.for<readonly [UsageFlags, string]>([
    [{ limit: 'all' }, '--limit is "all"'],
    [{ limit: '0' }, '--limit is "0"'],
    [{ since: 'soon' }, '--since is "soon"; a day was expected.'],
    [{ since: '' }, '--since is ""'],
    [{ since: '0d' }, '--since is "0d"'],
    [{ since: '99999w' }, '--since is "99999w"'],
    [{ until: '2026-02-30' }, '--until is "2026-02-30"'],
    [{ since: '2026-11-20', until: '7d' }, '--since is 2026-11-20, which is after --until, 2026-11-15.'],
    [{ since: '7d', timezone: 'Mars/Olympus' }, '--timezone is "Mars/Olympus"'],
  ])('%j', ([flags, message]) => {
    expect(() => request(flags)).toThrow(message);
  });

  test('and a report that there is not', () => {
    expect(() => request({}, 'yearly')).toThrow('There is no report "yearly"');
  });
});
