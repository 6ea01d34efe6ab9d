import { describe, expect, test } from 'vitest';
import { parseClaudeUsageScreen } from '../../src/claude/usage-screen.ts';
import { parseClaudeUsageText } from '../../src/claude/usage-text.ts';
import { expectWellFormed } from '../well-formed.ts';
import { fixtureText, inShort } from './fixture.ts';
import { ACCOUNT } from './under-test.ts';

type Short = ReturnType<typeof inShort>;

/** When the screens of 2.1.329 were recorded, in UTC. */
const RECORDED = '2026-11-21T01:20:00.000Z';

function screen(name: string, now: string, timeZone = 'UTC'): Short {
  const reading = parseClaudeUsageScreen(fixtureText(name), { account: ACCOUNT, now, timeZone });
  expectWellFormed(reading, 'pty');
  return inShort(reading);
}

describe('the screen of /usage, as Claude Code 2.1.329 draws it', () => {
  const panel = (session: string, week: string): Short => ({
    session: `>=42 ${session}`,
    weekly: `>=17 ${week}`,
    'weekly:sonnet': `>=5 ${week}`,
  });
  test.for<[string, Short]>([
    ['normal', panel('2026-11-21T03:51Z', '2026-11-25T01:21Z')],
    ['no-terminal-answers', panel('2026-11-21T03:52Z', '2026-11-25T01:22Z')],
    ['wide-200x60', panel('2026-11-21T03:45Z', '2026-11-25T01:15Z')],
    ['limits-array', panel('2026-11-21T03:45Z', '2026-11-25T01:15Z')],
    ['zero', { session: '>=0', weekly: '>=0 2026-11-27T17:15Z', 'weekly:sonnet': '>=0' }],
    ['all-null', 'no-limit-rows'],
    ['apikey', 'no-limit-rows'],
    ['cost-apikey', 'no-limit-rows'],
    ['status', 'form-unknown'],
    ['error-401', 'auth-expired'],
    ['error-500', 'usage-endpoint-failed'],
    ['trust-dialog', 'trust-prompt'],
    ['custom-apikey-prompt', 'dialog'],
    ['invalid-settings', 'dialog'],
  ])('%s', ([name, expected]) => {
    expect(screen(`screens/${name}.txt`, RECORDED)).toEqual(expected);
  });
});

describe('the screen of /usage in other versions', () => {
  test.for<[form: string, now: string, Short]>([
    [
      'c1-reset-in-brackets',
      '2025-11-30T12:00:00.000Z',
      {
        // Five hours end before the next 5 in the morning: whose that is, is not known.
        session: '>=31',
        weekly: '>=12 2025-12-01T23:00Z',
        'weekly:sonnet': '>=4 2025-12-01T23:00Z',
      },
    ],
    [
      'c2-bar-then-reset',
      '2025-12-30T11:00:00.000Z',
      { session: '>=3 2025-12-30T13:59Z', weekly: '>=6 2026-01-02T20:59Z', 'weekly:sonnet': '>=0' },
    ],
    [
      'c4-reset-before-percent',
      '2026-04-12T09:00:00.000Z',
      { session: '>=27 2026-04-12T13:00Z', weekly: '>=41 2026-04-16T14:59Z' },
    ],
    ['c5-collapsed', '2026-02-10T20:00:00.000Z', { session: '>=8 2026-02-10T22:59Z', weekly: '>=5 2026-02-12T07:59Z' }],
    ['c7-loading', RECORDED, 'loading'],
    ['c7-complete-then-loading', RECORDED, 'loading'],
    [
      'c8-scoped-prefix',
      RECORDED,
      { session: '>=9', weekly: '?', 'weekly:example-model': '?', 'weekly:example-model-plus': '>=42' },
    ],
    ['c8-not-opus', RECORDED, { session: '>=9', 'weekly:opus-test-variant': '>=11' }],
    [
      'c10-extra-usage',
      '2025-12-20T17:00:00.000Z',
      { session: '>=5 2025-12-20T20:00Z', extra: '>=27 2026-01-01T05:00Z' },
    ],
    [
      'c10-extra-usage-over',
      '2025-12-20T17:00:00.000Z',
      { session: '>=100 2025-12-20T20:00Z', extra: '>=100 2026-01-01T05:00Z' },
    ],
    [
      'c10-usage-credits',
      '2026-11-21T01:10:00.000Z',
      { session: '>=42 2026-11-21T03:33Z', extra: '>=24 2026-12-01T00:00Z' },
    ],
    [
      'c12-long-panel',
      '2026-06-10T20:00:00.000Z',
      { session: '>=66 2026-06-10T23:30Z', weekly: '>=13 2026-06-13T09:00Z' },
    ],
    ['c14-session-only', '2026-04-12T09:00:00.000Z', { session: '>=2 2026-04-12T13:00Z' }],
    [
      'garbled-labels',
      '2025-12-01T01:00:00.000Z',
      {
        session: '>=22 2025-12-01T04:00Z',
        weekly: '>=34 2025-12-01T23:00Z',
        'weekly:sonnet': '>=7',
        'weekly:fable': '>=70',
      },
    ],
    ['no-polarity', RECORDED, 'form-unknown'],
    ['e1-trust', RECORDED, 'trust-prompt'],
    ['e2-trust', RECORDED, 'trust-prompt'],
    ['e3-onboarding', RECORDED, 'onboarding'],
    ['e4-palette', RECORDED, 'dialog'],
    ['e5-token-expired', RECORDED, 'auth-expired'],
    ['e8-no-account', RECORDED, 'not-logged-in'],
    ['e8-api-error-401', RECORDED, 'auth-expired'],
    ['e9-not-a-subscription', RECORDED, 'not-a-subscription'],
    ['e10-login', RECORDED, 'not-logged-in'],
    ['e12-promotion', '2025-12-01T01:00:00.000Z', { session: '>=40 2025-12-01T04:00Z' }],
    ['endpoint-limited', RECORDED, 'usage-endpoint-limited'],
  ])('%s', ([form, now, expected]) => {
    expect(screen(`forms/${form}.txt`, now)).toEqual(expected);
  });

  test('a reading tells who is logged in where the screen does', () => {
    const text = fixtureText('forms/c1-reset-in-brackets.txt');
    const reading = parseClaudeUsageScreen(text, { account: ACCOUNT, now: RECORDED, timeZone: 'UTC' });
    expect(reading).toMatchObject({
      snapshot: { plan: 'max', login: { email: 'user@example.com', organization: 'Example Org', accountUuid: null } },
    });
  });

  test.for([
    ['Opus 4.5 · Claude Pro · Some User', 'pro'],
    ['Login method: Claude Max Account', 'max'],
    ['Login method: [22m Claude Max Account', 'max'],
    ['Opus 4.6 · Claude Team', 'team'],
    ['Claude Enterprise plan', 'enterprise'],
    ['Plan: Max', 'max'],
    ['Pro plan', 'pro'],
    ['Sonnet 4.5 · Claude API', null],
    ['We have made the Pro plan better', null],
  ] as const)('%s is the plan %s', ([line, plan]) => {
    const text = `${line}\n\nCurrent session\n 2% used\n`;
    const reading = parseClaudeUsageScreen(text, { account: ACCOUNT, now: RECORDED, timeZone: 'UTC' });
    expect(reading).toMatchObject({ ok: true, snapshot: { plan } });
  });

  test('extra usage has its amounts in dollars', () => {
    const text = fixtureText('forms/c10-extra-usage-over.txt');
    const reading = parseClaudeUsageScreen(text, { account: ACCOUNT, now: RECORDED, timeZone: 'UTC' });
    expect(reading).toMatchObject({
      snapshot: {
        windows: [
          { id: 'session', state: 'exhausted', amount: null },
          { id: 'extra', state: 'exhausted', amount: { used: 1020.5, limit: 1000, unit: 'usd' } },
        ],
      },
    });
  });

  test('a limited usage page says until when, and nothing about the account', () => {
    const reading = parseClaudeUsageScreen(fixtureText('forms/endpoint-limited.txt'), {
      account: ACCOUNT,
      now: '2026-11-21T01:18:00.000Z',
      timeZone: 'UTC',
    });
    expect(reading).toMatchObject({
      ok: false,
      problem: { code: 'usage-endpoint-limited', retryAt: '2026-11-21T01:21:00.000Z' },
    });
  });

  test('a screen that is older than its reset shows that reset as past', () => {
    const text = 'Current session\n 97% used\n Resets 3pm (UTC)\n Current week (all models)\n 4% used\n';
    const reading = parseClaudeUsageScreen(text, {
      account: ACCOUNT,
      now: '2026-11-21T15:05:00.000Z',
      timeZone: 'UTC',
    });
    expect(inShort(reading)).toEqual({ session: '>=97 2026-11-21T15:00Z', weekly: '>=4' });
  });

  test.for([
    ['Current week (all modls)\n 33% used', 'Current week (all models)\n 34% used'],
    ['Current week (all models)\n 34% used', 'Current week (all modls)\n 33% used'],
  ])('a whole label outranks one that a redraw has damaged, in either order: %j', (frames) => {
    const reading = parseClaudeUsageScreen(frames.join('\n'), { account: ACCOUNT, now: RECORDED, timeZone: 'UTC' });
    expect(inShort(reading)).toEqual({ weekly: '>=34' });
  });

  test.for(["What's contributing to your limits usage?", 'Current spend', 'Current week ()'])(
    'what stands below "%s" is no number of the window above it',
    (heading) => {
      const text = `Current session\n 9% used\nCurrent week (all models)\nrendering\n${heading}\n 77% used\n`;
      const reading = parseClaudeUsageScreen(text, { account: ACCOUNT, now: RECORDED, timeZone: 'UTC' });
      expect(inShort(reading)).toEqual({ session: '>=9', weekly: '?' });
    },
  );

  test('a reset that is not understood keeps its words and its number', () => {
    const text = 'Current session\n 97% used\n Resets when the moon is full\n Current week (all models)\n 4% used\n';
    const reading = parseClaudeUsageScreen(text, { account: ACCOUNT, now: RECORDED, timeZone: 'UTC' });
    expect(reading).toMatchObject({
      snapshot: { windows: [{ usedPercent: 97, resetsAt: null, resetRaw: 'Resets when the moon is full' }, {}] },
    });
  });
});

describe('what claude -p "/usage" prints', () => {
  const printed = (name: string, now: string): Short => {
    const reading = parseClaudeUsageText(fixtureText(name), { account: ACCOUNT, now, timeZone: 'UTC' });
    expectWellFormed(reading, 'print');
    return inShort(reading);
  };

  test('a line for each window; percentages of the report below are no quota', () => {
    expect(printed('forms/n1-printed.txt', '2026-06-21T16:00:00.000Z')).toEqual({
      session: '>=12 2026-06-21T19:49Z',
      weekly: '>=8 2026-06-27T04:59Z',
      'weekly:sonnet': '>=0',
    });
  });

  test.for([
    ['n3-costs-only', 'no-limit-rows'],
    ['n4-notice-only', 'notice-only'],
    ['n4-notice-while-loading', 'notice-only'],
    ['prose-percentages', 'notice-only'],
  ] as const)('%s has no number: %s', ([form, code]) => {
    expect(printed(`forms/${form}.txt`, RECORDED)).toBe(code);
  });
});
