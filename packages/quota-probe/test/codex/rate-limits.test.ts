import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant, QuotaReading } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { parseCodexRateLimits } from '../../src/codex/rate-limits.ts';
import { shortReading, type ShortReading } from '../short-reading.ts';
import { expectWellFormed } from '../well-formed.ts';
import { ACCOUNT } from './under-test.ts';

const RECORDED: Instant = '2026-11-21T01:09:00.000Z';

function read(value: unknown, now = RECORDED): QuotaReading {
  const reading = parseCodexRateLimits(value, { account: ACCOUNT, now, source: 'rpc' });
  expectWellFormed(reading, 'rpc');
  return reading;
}

function short(value: unknown, now = RECORDED): ShortReading {
  return shortReading(read(value, now));
}

/** The last line of a recording that holds a text. */
function recorded(name: string, text: string): unknown {
  const lines = readFileSync(join(import.meta.dirname, '../fixtures/codex', `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return JSON.parse(lines.findLast((line) => line.includes(text)) ?? 'null');
}

describe('what Codex 0.169.0 says of its limits', () => {
  const two = (at: string, of: string): Readonly<Record<string, string>> => ({
    session: `37.5% 2026-11-21T02:38:${at}.000Z`,
    weekly: `61% 2026-11-24T01:08:${of}.000Z`,
  });

  test.for<[string, string, string, ShortReading]>([
    [
      'the answer of the app server',
      'app-server/chatgpt-ratelimits',
      'rateLimitsByLimitId',
      {
        session: '37% 2026-11-21T02:38:26.000Z',
        weekly: '61% 2026-11-24T01:08:26.000Z',
        extra: '0/12.5 credits',
        'session:gpt-5-3-codex-spark': '4% 2026-11-21T03:38:26.000Z',
      },
    ],
    [
      'its notification, which is rounded and sparse',
      'app-server/turn',
      'account/rateLimits/updated',
      { session: '38% 2026-11-21T02:38:33.000Z', weekly: '61% 2026-11-24T01:08:33.000Z' },
    ],
    ['a rollout of a plan', 'rollouts/chatgpt-exec-ok', 'token_count', { ...two('18', '18'), extra: '0/12.5 credits' }],
    [
      'a rollout of another provider',
      'rollouts/exec-text',
      'token_count',
      { session: '37.5% 2026-11-21T02:37:53.000Z', weekly: '61% 2026-11-24T01:07:53.000Z' },
    ],
    ['a rollout without limits', 'rollouts/exec-no-ratelimit-headers', 'token_count', 'no-limit-rows'],
    [
      'a rollout whose last turn was refused',
      'held-out/usage-limit',
      'token_count',
      { session: '100% 2026-11-21T02:38:18.000Z exhausted', weekly: '61% 2026-11-24T01:08:18.000Z' },
    ],
  ])('%s', ([, name, text, expected]) => {
    expect(short(recorded(name, text))).toEqual(expected);
  });

  test('names the plan and the account, the plan’s own windows first whatever the order of the keys', () => {
    expect(read(recorded('app-server/chatgpt-ratelimits', 'rateLimitsByLimitId'))).toMatchObject({
      snapshot: {
        plan: 'plus',
        login: { accountUuid: 'acct-00000000-0000-4000-8000-000000000001' },
        windows: [
          { id: 'session', label: '5h limit', appliesTo: null, windowMinutes: 300, bound: 'exact' },
          { id: 'weekly', label: 'Weekly limit', windowMinutes: 10_080, resetRaw: '1795482506' },
          { id: 'extra', state: 'ok' },
          { appliesTo: 'gpt-5.3-codex-spark', label: 'gpt-5.3-codex-spark 5h limit' },
        ],
      },
    });
  });
});

describe('the windows of a bucket', () => {
  const at = Date.parse(RECORDED) / 1000;

  test('are told apart by their length, not by their place', () => {
    const value = {
      rateLimits: {
        primary: { usedPercent: 10, windowDurationMins: 10_080 },
        secondary: { usedPercent: 20, windowDurationMins: 300 },
      },
    };
    expect(short(value)).toEqual({ weekly: '10%', session: '20%' });
  });

  test('may be one alone: the other is missing, not unused', () => {
    expect(
      short({ rateLimits: { primary: { usedPercent: 75, windowDurationMins: 10_080 }, secondary: null } }),
    ).toEqual({
      weekly: '75%',
    });
  });

  test('without a number are unknown, and a negative one is none', () => {
    const value = { primary: { windowDurationMins: 300 }, secondary: { usedPercent: -1, windowDurationMins: 10_080 } };
    expect(short(value)).toEqual({ session: 'unknown', weekly: 'unknown' });
  });

  test('are what is used, also above all that there is', () => {
    expect(short({ primary: { usedPercent: 103, windowDurationMins: 300 } })).toEqual({ session: '103% exhausted' });
  });

  test('of unknown length are one, which is the fuller of both', () => {
    expect(short({ primary: { usedPercent: 40 }, secondary: { usedPercent: 90 } })).toEqual({ session: '90%' });
  });

  test.for<[string, object]>([
    ['Unix seconds', { resetsAt: at + 3600 }],
    ['an instant', { resetsAt: '2026-11-21T02:09:00Z' }],
    ['seconds from then on', { resets_in_seconds: 3600 }],
  ])('reset at the same time, said as %s', ([, reset]) => {
    expect(short({ primary: { usedPercent: 40, windowDurationMins: 300, ...reset } })).toEqual({
      session: '40% 2026-11-21T02:09Z',
    });
  });

  test.for(['soon', -1, 1e300, {}, true])('have no reset where it says %s', (resetsAt) => {
    expect(short({ primary: { usedPercent: 40, windowDurationMins: 300, resetsAt } })).toEqual({ session: '40%' });
  });

  test('past their reset are not still full, and the others keep their numbers', () => {
    const value = recorded('held-out/usage-limit', 'token_count');
    expect(short(value, '2026-11-21T02:38:18.000Z')).toEqual({
      session: '2026-11-21T02:38:18.000Z unknown',
      weekly: '61% 2026-11-24T01:08:18.000Z',
    });
  });
});

describe('what is beside the windows', () => {
  const credits = (of: object): ShortReading =>
    short({
      primary: { usedPercent: 1, windowDurationMins: 300 },
      credits: { hasCredits: true, unlimited: false, ...of },
    });

  test.for<[string, object, string | undefined]>([
    ['a balance', { balance: '12.50' }, '0/12.5 credits'],
    ['an empty one', { balance: '0' }, undefined],
    ['none', { hasCredits: false, balance: '5' }, undefined],
    ['as many as wanted', { unlimited: true, balance: null }, '0/? credits'],
    ['one that nobody understands', { balance: 'a lot' }, 'unknown'],
  ])('credits are a window of their own: %s', ([, of, extra]) => {
    expect(credits(of)).toEqual({ session: '1%', ...(extra !== undefined && { extra }) });
  });

  test('the limit of a member of a workspace is a month of credits', () => {
    const individualLimit = { limit: '100000', used: '7761', remainingPercent: 92, resetsAt: 1_796_083_200 };
    expect(short({ rateLimits: { primary: null, secondary: null, individualLimit } })).toEqual({
      monthly: '8% 7761/100000 credits 2026-12-01T00:00Z',
    });
  });

  test('ordinary use that is refused while no window is full leaves none of the plan well', () => {
    const value = {
      ordinaryUsageAllowed: false,
      rateLimits: {
        primary: { usedPercent: 10, windowDurationMins: 300 },
        credits: { hasCredits: true, balance: '5' },
      },
      rateLimitsByLimitId: {
        codex_spark: { limitName: 'spark', primary: { usedPercent: 1, windowDurationMins: 300 } },
      },
    };
    expect(short(value)).toEqual({ session: '10% warn', extra: '0/5 credits', 'session:spark': '1%' });
  });

  test('the plan’s own windows stand first, whatever the others are called', () => {
    const bucket = (usedPercent: number): object => ({ primary: { usedPercent, windowDurationMins: 300 } });
    const reading = read({ rateLimitsByLimitId: { a_model: bucket(1), codex: bucket(2), z_model: bucket(3) } });
    expect(reading.ok && reading.snapshot.windows.map(({ id }) => id)).toEqual([
      'session',
      'session:a-model',
      'session:z-model',
    ]);
  });

  test('nothing is told where no bucket has a window', () => {
    const none = { limitId: 'codex', primary: null, secondary: null, credits: null, planType: 'free' };
    expect(short({ ordinaryUsageAllowed: null, rateLimits: none, rateLimitsByLimitId: { codex: none } })).toBe(
      'no-limit-rows',
    );
  });

  test.for([null, 42, 'no', [], {}, { rateLimits: [] }, { rateLimitsByLimitId: { codex: 7 } }])(
    'nothing is understood of %j',
    (value) => {
      expect(short(value)).toBe('form-unknown');
    },
  );
});
