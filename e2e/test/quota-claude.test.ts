import type { QuotaReading } from '@ccx/contracts';
import { DUMMY_API_KEY, subscriptionHome, usageBody, type Route } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openWorld, type World, type WorldOptions } from '../support/world.ts';

type Source = 'control' | 'print';
const SOURCES: readonly Source[] = ['control', 'print'];

const hoursAhead = (hours: number): string =>
  // A minute that is whole: the printed text tells no seconds.
  new Date(Math.ceil(Date.now() / 60_000) * 60_000 + hours * 3_600_000).toISOString();

/** What `ccx quota` reads of the one account by one source. No process of it is left. */
async function readBy(source: Source, world: World): Promise<QuotaReading> {
  const args = ['quota', '--agent', 'claude', '--source', source, '--refresh', '--json'];
  const { stdout, stderr } = await world.ccx(args);
  await world.allEnd();
  try {
    return JSON.parse(stdout).accounts[0].reading;
  } catch (cause) {
    throw new Error(`no reading on stdout:\n${stdout}\n${stderr}`, { cause });
  }
}

const subscription = (more: WorldOptions): Promise<World> => openWorld({ login: 'subscription', ...more });
const oneOf = (codes: string): unknown => expect.stringMatching(new RegExp(`^(?:${codes})$`));
const asked = ({ api }: World): number => api.requests.filter(({ path }) => path.startsWith('/api/oauth/usage')).length;

describe.for(SOURCES)('the quota of the real Claude Code by its source %s', (source) => {
  test.for([
    [0, 'ok'],
    [42, 'ok'],
    [100, 'exhausted'],
  ] as const)(
    '%d percent used, at the cost of one request of the usage endpoint and no model',
    async ([used, state]) => {
      const [session, week] = [hoursAhead(2), hoursAhead(70)];
      const world = await subscription({
        usage: usageBody({
          five_hour: { utilization: used, resets_at: session },
          seven_day: { utilization: used, resets_at: week },
        }),
      });
      const bound = source === 'control' ? 'exact' : 'at-least';
      expect(await readBy(source, world)).toMatchObject({
        ok: true,
        snapshot: {
          windows: [
            { id: 'session', usedPercent: used, state, bound, resetsAt: session, windowMinutes: 300, source },
            { id: 'weekly', usedPercent: used, state, bound, resetsAt: week, windowMinutes: 10_080, source },
          ],
        },
      });
      expect(asked(world)).toBe(1);
      expect(
        ['main', 'title', 'quota', 'side'].flatMap((kind) =>
          world.api.requests.filter(({ call }) => call?.kind === kind),
        ),
      ).toEqual([]);
    },
  );

  test('a window that the vendor does not send is missing, and others stay', async () => {
    const world = await subscription({
      usage: usageBody({ seven_day_sonnet: { utilization: 5.9, resets_at: null } }),
    });
    const reading = await readBy(source, world);
    expect(reading).toMatchObject({ ok: true, snapshot: { windows: [{ id: 'weekly:sonnet', appliesTo: 'sonnet' }] } });
    expect(reading.ok ? reading.snapshot.windows[0]?.usedPercent : null).toBe(source === 'control' ? 5.9 : 5);
  });

  const refused = (status: number, type: string): Readonly<Record<string, Route>> => ({
    'GET /api/oauth/usage': { status, body: { type: 'error', error: { type, message: 'No.' } } },
  });
  // What is printed depends on whether the login is given up before the text is made.
  const EITHER = 'no-limit-rows|notice-only';
  const failures: Readonly<Record<string, readonly [WorldOptions, Readonly<Record<Source, string>>]>> = {
    'all windows null': [{ usage: usageBody({}) }, { control: 'no-limit-rows', print: 'notice-only' }],
    'an endpoint that fails': [
      { routes: refused(500, 'api_error') },
      { control: 'usage-endpoint-failed', print: 'notice-only' },
    ],
    'an endpoint that is asked too often, which says nothing about the account': [
      { routes: refused(429, 'rate_limit_error') },
      { control: 'usage-endpoint-failed', print: 'notice-only' },
    ],
    'a login that the endpoint refuses and that cannot be renewed': [
      { routes: refused(401, 'authentication_error') },
      { control: 'auth-expired', print: EITHER },
    ],
    'a setup token, whose windows show only in runs': [
      { login: 'none', env: { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-dummy' } },
      { control: 'not-a-subscription', print: 'not-a-subscription' },
    ],
    'an API key': [{ login: 'api-key' }, { control: 'not-a-subscription', print: 'no-limit-rows' }],
    'no login': [{ login: 'none' }, { control: 'not-logged-in', print: 'no-limit-rows' }],
  };
  test.for(Object.entries(failures))('%s', async ([, [options, codes]]) => {
    const world = await subscription(options);
    expect(await readBy(source, world)).toMatchObject({ ok: false, problem: { code: oneOf(codes[source]) } });
    expect(asked(world)).toBeLessThanOrEqual(1);
  });

  test('a login that has expired and cannot be renewed', async () => {
    const world = await openWorld({ login: 'none', routes: refused(401, 'authentication_error') });
    await subscriptionHome(world.home, { expiresAt: new Date(Date.now() - 3_600_000) });
    const codes = source === 'control' ? 'auth-expired' : EITHER;
    expect(await readBy(source, world)).toMatchObject({ ok: false, problem: { code: oneOf(codes) } });
    expect(asked(world)).toBeLessThanOrEqual(1);
  });

  test('an API key and a switch of the person hide neither the subscription nor its usage', async () => {
    const world = await subscription({
      usage: usageBody({ five_hour: { utilization: 42, resets_at: null } }),
      env: { ANTHROPIC_API_KEY: DUMMY_API_KEY, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' },
    });
    expect(await readBy(source, world)).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 42 }] } });
    expect(world.api.requests.filter(({ headers }) => headers['x-api-key'] !== undefined)).toEqual([]);
  });
});

describe('a login of the real Claude Code with weeks of single models and extra usage', () => {
  const open = (): Promise<World> =>
    subscription({
      usage: {
        ...usageBody({
          five_hour: { utilization: 104.6, resets_at: hoursAhead(1) },
          seven_day: { utilization: 0.4, resets_at: hoursAhead(60) },
        }),
        extra_usage: { is_enabled: true, monthly_limit: 5000, used_credits: 1234, utilization: 24.68 },
        limits: [
          {
            kind: 'weekly_scoped',
            group: 'weekly',
            percent: 91,
            severity: 'critical',
            is_active: false,
            resets_at: hoursAhead(60),
            scope: { model: { id: null, display_name: 'Fable' }, surface: null },
          },
        ],
      },
    });

  test('shows all of it to a control request, with plan, login and version', async () => {
    expect(await readBy('control', await open())).toMatchObject({
      ok: true,
      snapshot: {
        plan: 'max',
        cliVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        login: { email: 'ada@example.com' },
        windows: [
          { id: 'session', usedPercent: 104.6, state: 'exhausted' },
          { id: 'weekly', usedPercent: 0.4 },
          { id: 'extra', usedPercent: 24.68, amount: { used: 12.34, limit: 50, unit: 'usd' } },
          { id: 'weekly:fable', appliesTo: 'fable', usedPercent: 91 },
        ],
      },
    });
  });

  test('prints it rounded down and without extra usage', async () => {
    expect(await readBy('print', await open())).toMatchObject({
      ok: true,
      snapshot: {
        windows: [
          { id: 'session', usedPercent: 104, bound: 'at-least', state: 'exhausted' },
          { id: 'weekly', usedPercent: 0, bound: 'at-least', state: 'ok' },
          { id: 'weekly:fable', appliesTo: 'fable', usedPercent: 91 },
        ],
      },
    });
  });
});
