import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountId, type Account, type QuotaReading } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { parseCodexStatusScreen } from '../../src/codex/status-screen.ts';
import { shortReading, type ShortReading } from '../short-reading.ts';
import { expectWellFormed } from '../well-formed.ts';

const ACCOUNT: Account = { agent: 'codex', configDir: null, id: accountId('codex', null) };
/** When the screens of 0.169.0 were recorded. */
const RECORDED = '2026-11-21T01:09:00.000Z';

function read(name: string, now: string, timeZone = 'UTC'): QuotaReading {
  const text = readFileSync(join(import.meta.dirname, '../fixtures/codex', `${name}.txt`), 'utf8');
  const reading = parseCodexStatusScreen(text, { account: ACCOUNT, now, timeZone });
  expectWellFormed(reading, 'pty');
  return reading;
}

describe('the screen of /status, as Codex 0.169.0 draws it', () => {
  /** The same login some minutes later: every reset was told anew. */
  const later = (minutes: number): ShortReading => ({
    session: `37% 2026-11-21T02:${38 + minutes}Z`,
    weekly: `61% 2026-11-24T01:${String(8 + minutes).padStart(2, '0')}Z`,
    extra: '0/13 credits',
    'session:gpt-5-3-codex-spark': `4% 2026-11-21T03:${38 + minutes}Z`,
  });
  const plus = later(0);
  test.for<[string, ShortReading]>([
    ['screens/chatgpt', plus],
    ['screens/narrow', plus],
    ['screens/api-key', 'no-limit-rows'],
    ['screens/sign-in', 'not-logged-in'],
    ['screens/trust', 'trust-prompt'],
    ['held-out/chatgpt-with-server', later(16)],
    ['held-out/no-terminal-answers', later(1)],
    ['held-out/after-a-turn', 'form-unknown'],
  ])('%s', ([name, expected]) => {
    expect(shortReading(read(name, RECORDED))).toEqual(expected);
  });

  test.for<[string, ShortReading]>([
    ['screens/used-up', { session: '100% 2026-11-21T17:17Z exhausted', weekly: '61% 2026-11-24T15:17Z' }],
    ['screens/no-limits', 'no-limit-rows'],
    ['screens/monthly', { monthly: '12% 2026-12-04T03:17Z' }],
    [
      'screens/monthly-credits',
      { session: '42% 2026-11-21T17:17Z', monthly: '8% 7761/100000 credits 2026-12-04T03:17Z' },
    ],
    ['screens/unlimited-credits', { session: '42% 2026-11-21T17:17Z', extra: '0/? credits' }],
    [
      'screens/model-group',
      {
        session: '42% 2026-11-21T17:17Z',
        weekly: '61% 2026-11-24T15:17Z',
        'weekly:other-thing': '55% 2026-11-21T18:17Z',
        'session:gpt-5-3-codex-spark': '7% 2026-11-21T18:17Z',
        'weekly:gpt-5-3-codex-spark': '9% 2026-11-25T19:17Z',
      },
    ],
    // It names no length for 90 minutes and for 14 days: of the two the fuller counts.
    ['screens/unknown-length', { session: '12% 2026-11-21T16:17Z' }],
  ])('%s, as its app server told it at the same time', ([name, expected]) => {
    expect(shortReading(read(name, '2026-11-21T15:18:00.000Z'))).toEqual(expected);
  });

  test.for(['screens/chatgpt', 'screens/narrow'])('names login, plan and account in %s', (name) => {
    expect(read(name, RECORDED)).toMatchObject({
      snapshot: {
        plan: 'plus',
        login: {
          email: 'dev@example.com',
          accountUuid: 'acct-00000000-0000-4000-8000-000000000001',
          organization: null,
        },
      },
    });
  });

  test('keeps the vendor’s labels and its words for the reset, and says which model a row is about', () => {
    expect(read('screens/chatgpt', RECORDED)).toMatchObject({
      snapshot: {
        cliVersion: '0.169.0',
        windows: [
          { label: '5h limit', appliesTo: null, windowMinutes: 300, bound: 'exact', resetRaw: 'resets 02:38' },
          { label: 'Weekly limit', windowMinutes: 10_080, resetRaw: 'resets 01:08 on 24 Nov' },
          { label: 'Credits', appliesTo: null, resetRaw: null },
          { label: 'gpt-5.3-codex-spark 5h limit', appliesTo: 'gpt-5.3-codex-spark' },
        ],
      },
    });
  });

  test('takes the clock for that of the zone in which it was drawn', () => {
    expect(shortReading(read('screens/chatgpt', '2026-11-21T00:09:00.000Z', 'Europe/Vienna'))).toMatchObject({
      session: '37% 2026-11-21T01:38Z',
    });
  });

  test('does not show a window that has reset since as full as it was', () => {
    expect(shortReading(read('screens/chatgpt', '2026-11-21T02:40:00.000Z'))).toMatchObject({
      session: '2026-11-21T02:38Z unknown',
      weekly: '61% 2026-11-24T01:08Z',
    });
  });
});

describe('the screen of /status in other versions', () => {
  test.for<[string, now: string, ShortReading]>([
    [
      'forms/x1-left-and-stale',
      '2025-12-01T02:00:00.000Z',
      { session: '72% 2025-12-01T03:14Z', weekly: '40% 2025-12-01T03:34Z' },
    ],
    [
      'forms/x3-dates',
      '2026-02-07T23:00:00.000Z',
      { session: '50% 2026-02-08T02:50Z', weekly: '59% 2026-02-09T20:08Z' },
    ],
    ['forms/x4-monthly-used', '2026-04-20T10:00:00.000Z', { monthly: '12% 2026-05-07T07:08Z' }],
    ['forms/x5-credits', '2026-01-10T00:00:00.000Z', { session: '0% 2026-01-10T03:14Z', extra: '0/1557 credits' }],
    ['forms/x5-bare', '2026-01-10T00:00:00.000Z', { extra: '0/150.5 credits' }],
    [
      'forms/x6-groups',
      '2026-06-02T21:00:00.000Z',
      {
        session: '52% 2026-06-02T23:31Z',
        weekly: '81% 2026-06-08T20:31Z',
        'session:gpt-5-3-codex-spark': '0% 2026-06-03T01:31Z',
        'weekly:gpt-5-3-codex-spark': '2% 2026-06-09T20:31Z',
      },
    ],
    [
      'forms/x6-plain-title',
      '2026-06-02T11:00:00.000Z',
      { session: '20% 2026-06-02T12:00Z', 'session:spark': '0% 2026-06-02T13:00Z' },
    ],
    ['forms/x7-visit', RECORDED, 'no-limit-rows'],
    ['forms/x7-not-yet', RECORDED, 'no-limit-rows'],
    ['forms/x7-not-for-this-account', RECORDED, 'no-limit-rows'],
    ['forms/x7-refresh-requested', RECORDED, 'loading'],
    ['forms/x7-api-key', RECORDED, 'not-a-subscription'],
    ['forms/x9-footer', RECORDED, 'form-unknown'],
    ['forms/x10-update', RECORDED, 'update-prompt'],
    [
      'forms/twelve-hour-clock',
      '2026-09-26T18:00:00.000Z',
      { session: '9% 2026-09-26T21:43Z', weekly: '92% 2026-09-30T09:14Z' },
    ],
    ['forms/unknown-length', '2026-09-26T02:00:00.000Z', { session: '80% 2026-09-26T03:34Z' }],
    ['forms/asked-twice', '2026-07-01T02:00:00.000Z', { session: '73% 2026-07-01T03:14Z' }],
    ['forms/asked-again-and-waiting', '2026-07-01T02:00:00.000Z', 'loading'],
    ['forms/no-word', RECORDED, 'form-unknown'],
    ['forms/cut-at-the-edge', RECORDED, { session: '37% 2026-11-21T02:38Z', weekly: '61%' }],
    [
      'held-out/x2-used',
      '2025-10-20T02:00:00.000Z',
      { session: '72% 2025-10-20T03:14Z', weekly: '45% 2025-10-20T03:24Z' },
    ],
    [
      'held-out/x4-monthly-credits',
      '2026-06-10T02:00:00.000Z',
      { monthly: '8% 7761/100000 credits 2026-07-01T08:00Z' },
    ],
    [
      'held-out/x6-inline',
      '2026-07-22T02:00:00.000Z',
      { weekly: '48% 2026-07-27T16:38Z', 'weekly:gpt-5-3-codex-spark': '3% 2026-07-28T16:38Z' },
    ],
    ['held-out/x8-weekly-only', RECORDED, { weekly: '75%' }],
  ])('%s', ([name, now, expected]) => {
    expect(shortReading(read(name, now))).toEqual(expected);
  });

  test('is nearly, and not quite, used up where less than a percent is left', () => {
    const text = '  5h limit:  [░░░░░░░░░░░░░░░░░░░░] <1% left (resets 02:38)\n';
    const reading = parseCodexStatusScreen(text, { account: ACCOUNT, now: RECORDED, timeZone: 'UTC' });
    expect(shortReading(reading)).toEqual({ session: '>=99% 2026-11-21T02:38Z' });
  });

  test('makes numbers that it calls stale as old as that', () => {
    const now = '2025-12-01T02:00:00.000Z';
    const reading = read('forms/x1-left-and-stale', now);
    const ages = reading.ok
      ? reading.snapshot.windows.map(({ capturedAt }) => Date.parse(now) - Date.parse(capturedAt))
      : [];
    expect(ages).toHaveLength(2);
    for (const age of ages) expect(age).toBeGreaterThan(15 * 60_000);
  });

  test('keeps what was understood of a reset that the edge of the screen cut', () => {
    expect(read('forms/cut-at-the-edge', RECORDED)).toMatchObject({
      snapshot: { windows: [{}, { resetsAt: null, resetRaw: 'resets 01:08 on 24' }] },
    });
  });

  test('names a plan that stands alone, and a login without one', () => {
    expect(read('forms/x3-dates', '2026-02-07T23:00:00.000Z')).toMatchObject({
      snapshot: { plan: 'pro', login: null },
    });
    expect(read('forms/x4-monthly-used', '2026-04-20T10:00:00.000Z')).toMatchObject({
      snapshot: { plan: null, login: null, cliVersion: '0.48.0' },
    });
  });
});
