import {
  codexHome,
  codexUsageBody,
  DUMMY_API_KEY,
  geminiQuotaBody,
  subscriptionHome,
  usageBody,
  type CodexWindow,
  type Route,
} from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openCodexWorld } from '../support/codex-world.ts';
import { openGeminiWorld } from '../support/gemini-world.ts';
import { inHours, readScreen } from '../support/read-screen.ts';
import { openWorld } from '../support/world.ts';

const failed = (code: string): object => ({ ok: false, problem: { code } });
const LEVELS = [
  [0, 'ok'],
  [42, 'ok'],
  [100, 'exhausted'],
] as const;

describe('the screen of the real Claude Code', () => {
  const refused = (status: number, type: string): Readonly<Record<string, Route>> => ({
    'GET /api/oauth/usage': { status, body: { type: 'error', error: { type, message: 'No.' } } },
  });

  test.for(LEVELS)('shows %d percent used, for one request of the usage endpoint', async ([used, state]) => {
    const [session, week] = [inHours(2).toISOString(), inHours(70).toISOString()];
    const usage = usageBody({
      five_hour: { utilization: used, resets_at: session },
      seven_day: { utilization: used, resets_at: week },
    });
    const world = await openWorld({ login: 'subscription', usage });
    expect(await readScreen(world, 'claude')).toMatchObject({
      ok: true,
      snapshot: {
        cliVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        plan: expect.stringMatching(/max/i),
        windows: [
          { id: 'session', usedPercent: used, bound: 'at-least', state, resetsAt: session, source: 'pty' },
          { id: 'weekly', usedPercent: used, bound: 'at-least', state, resetsAt: week, source: 'pty' },
        ],
      },
    });
    expect(world.api.requests.filter(({ path }) => path.startsWith('/api/oauth/usage'))).toHaveLength(1);
    // Beside the one token of its start, which is why it is asked last, no model is asked anything.
    expect(world.api.calls().filter(({ kind }) => kind !== 'quota')).toEqual([]);
  });

  test('leaves out a window that the vendor does not send', async () => {
    const usage = usageBody({ seven_day_sonnet: { utilization: 5.9, resets_at: null } });
    const reading = await readScreen(await openWorld({ login: 'subscription', usage }), 'claude');
    expect(reading).toMatchObject({ ok: true, snapshot: { windows: [{ id: 'weekly:sonnet', usedPercent: 5 }] } });
    expect(reading.ok ? reading.snapshot.windows : []).toHaveLength(1);
  });

  test.for([
    ['an endpoint that fails', { routes: refused(500, 'api_error') }, 'usage-endpoint-failed'],
    ['an endpoint that is asked too often', { routes: refused(429, 'rate_limit_error') }, 'usage-endpoint-limited'],
    ['windows that are all null', { usage: usageBody({}) }, 'no-limit-rows'],
  ] as const)('tells %s from numbers', async ([, options, code]) => {
    const world = await openWorld({ login: 'subscription', ...options });
    expect(await readScreen(world, 'claude')).toMatchObject(failed(code));
  });

  test('has no rows for a login that has expired and cannot be renewed', async () => {
    const world = await openWorld({ login: 'none' });
    await subscriptionHome(world.home, { expiresAt: new Date(Date.now() - 3_600_000) });
    expect(await readScreen(world, 'claude')).toMatchObject(failed('no-limit-rows'));
  });

  test('is asked for the subscription although a key is set, and without one names the dialog of its first start', async () => {
    const usage = usageBody({ five_hour: { utilization: 42, resets_at: null } });
    const both = await openWorld({ login: 'subscription', usage, env: { ANTHROPIC_API_KEY: DUMMY_API_KEY } });
    expect(await readScreen(both, 'claude')).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 42 }] } });
    const reading = await readScreen(await openWorld({ login: 'api-key' }), 'claude');
    expect(reading).toMatchObject(failed('onboarding'));
    expect(reading.ok ? '' : reading.problem.detail).toMatch(/asks something first \(theme\)/);
  });
});

describe('the screen of the real Codex', () => {
  const window = (usedPercent: number, windowMinutes: number, hours: number): CodexWindow => {
    return { usedPercent, windowMinutes, resetsAt: inHours(hours) };
  };

  test.for(LEVELS)('shows %d percent used, and no model is asked', async ([used, state]) => {
    const [primary, secondary] = [window(used, 300, 2), window(used, 10_080, 70)];
    const world = await openCodexWorld({ login: 'chatgpt', usage: codexUsageBody({ primary, secondary }) });
    expect(await readScreen(world, 'codex')).toMatchObject({
      ok: true,
      snapshot: {
        cliVersion: '0.169.0',
        plan: expect.stringMatching(/plus/i),
        windows: [
          { id: 'session', usedPercent: used, state, resetsAt: primary.resetsAt.toISOString(), source: 'pty' },
          { id: 'weekly', usedPercent: used, state, resetsAt: secondary.resetsAt.toISOString(), source: 'pty' },
        ],
      },
    });
    expect(world.api.calls()).toEqual([]);
  });

  test('leaves out a window that the vendor does not send', async () => {
    const usage = codexUsageBody({ secondary: window(61, 10_080, 70) });
    const reading = await readScreen(await openCodexWorld({ login: 'chatgpt', usage }), 'codex');
    expect(reading).toMatchObject({ ok: true, snapshot: { windows: [{ id: 'weekly', usedPercent: 61 }] } });
    expect(reading.ok ? reading.snapshot.windows : []).toHaveLength(1);
  });

  test('is waited for while the numbers are on their way', async () => {
    const body = codexUsageBody({ primary: window(42, 300, 2) });
    const world = await openCodexWorld({
      login: 'chatgpt',
      routes: { 'GET /wham/usage': { body, delayMs: 3_000 } },
    });
    expect(await readScreen(world, 'codex')).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 42 }] } });
  });

  test.for([
    ['fails', 500],
    ['is asked too often', 429],
    ['refuses the login', 401],
  ] as const)('has no rows where the usage endpoint %s', async ([, status]) => {
    const routes = { 'GET /wham/usage': { status, body: { detail: 'No.' } } };
    const world = await openCodexWorld({ login: 'chatgpt', routes });
    expect(await readScreen(world, 'codex')).toMatchObject(failed('no-limit-rows'));
  });

  test('is the dialog of a new login where the old one has expired and cannot be renewed', async () => {
    const refused = { status: 401, body: { error: { code: 'refresh_token_expired' } } };
    const routes = { 'POST /oauth/token': refused, 'GET /wham/usage': { status: 401, body: { detail: 'No.' } } };
    const world = await openCodexWorld({ login: 'chatgpt', routes });
    await codexHome(world.home, world.api, { login: 'chatgpt', expiresAt: new Date(Date.now() - 3_600_000) });
    expect(await readScreen(world, 'codex')).toMatchObject(failed('not-logged-in'));
  });

  test('names the dialog where nobody is logged in', async () => {
    const reading = await readScreen(await openCodexWorld({ login: 'none' }), 'codex');
    expect(reading).toMatchObject(failed('not-logged-in'));
  });
});

describe('the screen of the real Gemini CLI', () => {
  test.for(LEVELS)('shows %d percent used, and no model is asked', async ([used, state]) => {
    const resetsAt = inHours(6);
    const quota = geminiQuotaBody([{ remainingFraction: 1 - used / 100, remaining: 100 - used, resetsAt }]);
    const world = await openGeminiWorld({ login: 'google', quota });
    expect(await readScreen(world, 'gemini')).toMatchObject({
      ok: true,
      snapshot: {
        cliVersion: '0.61.0',
        windows: [{ id: 'daily:pro', usedPercent: used, state, resetsAt: resetsAt.toISOString(), source: 'pty' }],
      },
    });
    expect(world.api.calls()).toEqual([]);
  });

  test.for([
    ['fails', 500],
    ['is asked too often', 429],
    ['refuses the login', 401],
  ] as const)('has no rows where the service %s', async ([, code]) => {
    const refused = { status: code, body: { error: { code, message: 'No.' } } };
    const world = await openGeminiWorld({
      login: 'google',
      routes: { 'POST /v1internal:retrieveUserQuota': refused },
    });
    expect(await readScreen(world, 'gemini')).toMatchObject(failed('no-limit-rows'));
  });
});
