import { describe, expect, test } from 'vitest';
import { parseClaudeUsageControl, type ControlQuestion } from '../../src/claude/control-answer.ts';
import { hasReset, sinceReset } from '../../src/freshness.ts';
import { expectWellFormed } from '../well-formed.ts';
import { fixtureJson, inShort } from './fixture.ts';
import { ACCOUNT } from './under-test.ts';

const NOW = '2026-11-21T01:02:27.000Z';

function read(answer: unknown, question: Partial<ControlQuestion> = {}): ReturnType<typeof parseClaudeUsageControl> {
  const reading = parseClaudeUsageControl(answer, { account: ACCOUNT, now: NOW, ...question });
  expectWellFormed(reading, 'control');
  return reading;
}

/** An answer whose endpoint said this. */
const answered = (rate_limits: unknown): unknown => ({
  subscription_type: 'max',
  rate_limits_available: true,
  rate_limits,
});

describe('the answer to get_usage', () => {
  test('holds exact percentages, instants, and the plan', () => {
    const reading = read(fixtureJson('control/usage.json'), { cliVersion: '2.1.329' });
    expect(inShort(reading)).toEqual({
      session: '42 2026-11-21T03:32:26.170Z',
      weekly: '17 2026-11-25T01:02:26.170Z',
      'weekly:opus': '63 2026-11-25T01:02:26.170Z',
      'weekly:sonnet': '5 2026-11-25T01:02:26.170Z',
    });
    expect(reading).toMatchObject({ snapshot: { plan: 'max', cliVersion: '2.1.329', login: null } });
  });

  test('says the same from the memory of the CLI, in another order', () => {
    expect(inShort(read(fixtureJson('control/usage-cached.json')))).toEqual(
      inShort(read(fixtureJson('control/usage.json'))),
    );
  });

  test('names the login with the rows of the status', () => {
    const status = { Email: 'dev@example.com', Organization: 'Example', 'Login method': 'Claude Max account' };
    expect(read(fixtureJson('control/usage.json'), { status })).toMatchObject({
      snapshot: { login: { email: 'dev@example.com', organization: 'Example', accountUuid: null } },
    });
  });

  test("takes weeks of single models from the vendor's list, and each window once", () => {
    expect(inShort(read(answered(fixtureJson('control/limits-array.json'))))).toMatchObject({
      session: expect.stringMatching(/^42 /),
      weekly: expect.stringMatching(/^17 /),
      'weekly:sonnet': expect.stringMatching(/^5 /),
      'weekly:opus': expect.stringMatching(/^63 /),
      'weekly:fable': expect.stringMatching(/^91 /),
    });
  });

  test('takes everything from that list where the names are gone', () => {
    const limits = [
      { kind: 'session', percent: 42.5, resets_at: 1_795_232_926, scope: null },
      { kind: 'weekly_all', percent: 17, resets_at: '2026-11-25T01:02:26+00:00', scope: null },
      { kind: 'weekly_scoped', percent: 8, resets_at: null, scope: { model: { id: 'fable-5', display_name: null } } },
      { kind: 'monthly_unheard_of', percent: 99, resets_at: null, scope: null },
    ];
    expect(inShort(read(answered({ five_hour: null, seven_day: null, limits })))).toEqual({
      session: '42.5 2026-11-21T03:48:46.000Z',
      weekly: '17 2026-11-25T01:02:26.000Z',
      'weekly:fable-5': '8',
    });
  });

  test('knows weeks of single models by their projection too', () => {
    const model_scoped = [{ display_name: 'Fable', utilization: 7.5, resets_at: null }];
    const five_hour = { utilization: 0, resets_at: null };
    expect(inShort(read(answered({ five_hour, model_scoped })))).toEqual({ session: '0', 'weekly:fable': '7.5' });
  });

  test('passes on windows that nobody has heard of', () => {
    const window = { utilization: 12, resets_at: null };
    expect(
      read(answered({ seven_day_cowork: window, seven_day_new_model: window, iguana_necktie: window })),
    ).toMatchObject({
      snapshot: {
        windows: [
          { id: 'weekly:cowork', appliesTo: null },
          { id: 'weekly:new-model', appliesTo: 'new-model' },
          { id: 'session:iguana-necktie', appliesTo: null, windowMinutes: null },
        ],
      },
    });
  });

  test.for([
    [0, 'ok'],
    [42.6, 'ok'],
    [99.6, 'ok'],
    [100, 'exhausted'],
    [104.6, 'exhausted'],
  ] as const)('%d percent used is %s', ([utilization, state]) => {
    expect(read(answered({ five_hour: { utilization, resets_at: null } }))).toMatchObject({
      snapshot: { windows: [{ id: 'session', usedPercent: utilization, bound: 'exact', state }] },
    });
  });

  test('a window without a number is unknown, a window that is null is missing, and neither is unused', () => {
    const five_hour = { utilization: 42, resets_at: null };
    const seven_day_opus = { utilization: null, resets_at: null };
    expect(read(answered({ five_hour, seven_day: null, seven_day_opus }))).toMatchObject({
      snapshot: { windows: [{ id: 'session' }, { id: 'weekly:opus', usedPercent: null, state: 'unknown' }] },
    });
  });

  test('extra usage is a window when it is switched on, its cents are dollars', () => {
    const extra = { is_enabled: true, monthly_limit: 5000, used_credits: 1234, utilization: 24.68 };
    const extraOf = (extra_usage: unknown): unknown => {
      const reading = read(answered({ five_hour: { utilization: 1, resets_at: null }, extra_usage }));
      return reading.ok ? reading.snapshot.windows.find(({ id }) => id === 'extra') : null;
    };
    expect(extraOf(extra)).toMatchObject({
      usedPercent: 24.68,
      amount: { used: 12.34, limit: 50, unit: 'usd' },
      resetsAt: null,
      windowMinutes: null,
    });
    expect(extraOf({ ...extra, currency: 'EUR' })).toMatchObject({ usedPercent: 24.68, amount: null });
    expect(extraOf({ ...extra, is_enabled: false })).toBeUndefined();
  });

  test('a window that has reset since it was told is not still full', () => {
    const reading = read(answered({ five_hour: { utilization: 100, resets_at: '2026-11-21T03:32:26.170Z' } }));
    const window = reading.ok ? reading.snapshot.windows[0] : undefined;
    if (window === undefined) throw new Error('no window was read');
    const later = '2026-11-21T03:32:27.000Z';
    expect([hasReset(window, NOW), hasReset(window, later)]).toEqual([false, true]);
    expect(sinceReset(window, later)).toMatchObject({ usedPercent: null, state: 'unknown' });
  });
});

describe('an answer without limits', () => {
  const nothing = { subscription_type: null, rate_limits_available: false, rate_limits: null };

  test.for<[why: string, code: string, answer: unknown, question: Partial<ControlQuestion>]>([
    ['limits that should be there could not be fetched', 'usage-endpoint-failed', answered(null), {}],
    ['every window is null', 'no-limit-rows', answered({ five_hour: null, seven_day: null }), {}],
    [
      'an API key was hidden from the CLI, and there is no other login',
      'not-a-subscription',
      nothing,
      { hadKey: true },
    ],
    ['the CLI has an API key of its own', 'not-a-subscription', nothing, { status: { 'API key': 'apiKeyHelper' } }],
    ['the login is a setup token', 'not-a-subscription', nothing, { setupToken: true }],
    ['the CLI says so', 'not-a-subscription', nothing, { status: { 'Auth token': 'CLAUDE_CODE_OAUTH_TOKEN' } }],
    ['the login could not be renewed', 'auth-expired', nothing, { status: { Login: 'Expired — log in again' } }],
    ['it expired while it was asked', 'auth-expired', answered(null), { status: { Login: 'Expired — log in again' } }],
    ['the login lacks the right to ask', 'no-limit-rows', { ...nothing, subscription_type: 'max' }, {}],
    ['nobody is logged in', 'not-logged-in', nothing, {}],
    ['the form is another', 'form-unknown', { limits: [] }, {}],
    ['there is no answer', 'form-unknown', null, {}],
  ])('%s: %s', ([_why, code, answer, question]) => {
    expect(inShort(read(answer, question))).toBe(code);
  });

  test.for(['apikey', 'setup-token'])('as recorded with a login by %s', (login) => {
    expect(fixtureJson(`control/usage-${login}.json`)).toMatchObject(nothing);
  });

  test('a setup token is told where its windows show', () => {
    expect(read(nothing, { setupToken: true })).toMatchObject({ problem: { detail: expect.stringContaining('runs') } });
  });
});
