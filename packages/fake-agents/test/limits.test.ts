import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clockWords } from '../src/claude/clock-words.ts';
import { createLab, isLine, kinds, resultOf, STREAM, type Lab, type Line, type Ran } from './run-fake.ts';

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

const NOW = '2026-11-21T01:02:03.000Z';
const at = (instant: string): { readonly env: Record<string, string> } => ({ env: { FAKE_AGENT_NOW: instant } });
const info = (ran: Ran): Line => {
  const event = ran.lines.find(({ type }) => type === 'rate_limit_event')?.['rate_limit_info'];
  return isLine(event) ? event : {};
};

test('after so many prompts of one config dir the limit holds until its reset, then the count begins anew', async () => {
  const scenario = {
    login: 'subscription',
    steps: [{ limit: { afterPrompts: 2, resetsIn: '1h' } }, { text: 'ok' }],
  } as const;
  const results: unknown[] = [];
  for (const instant of [
    NOW,
    NOW,
    NOW,
    '2026-11-21T01:40:00.000Z',
    '2026-11-21T02:30:00.000Z',
    '2026-11-21T02:31:00.000Z',
    '2026-11-21T02:32:00.000Z',
  ]) {
    results.push(resultOf(await lab.run(STREAM, { scenario, ...at(instant) }))['result']);
  }
  const hit = "You've hit your 5-hour limit · resets 2:02am (UTC)";
  expect(results).toEqual(['ok', 'ok', hit, hit, 'ok', 'ok', hit.replace('2:02am', '3:32am')]);
});

test('calls are counted apart from prompts', async () => {
  const tool = { tool: 'Bash', input: { command: 'true' } };
  const steps = [tool, { limit: { afterCalls: 2 } }, tool, { limit: { afterCalls: 2 } }, { text: 'not reached' }];
  const ran = await lab.run(STREAM, { scenario: { login: 'subscription', steps } });
  expect(resultOf(ran)).toMatchObject({ is_error: true, api_error: 'usage_limit_reached', num_turns: 3 });
});

test('another config dir has its own limit', async () => {
  const scenario = { login: 'subscription', steps: [{ limit: { afterPrompts: 1 } }, { text: 'ok' }] } as const;
  const work = { CLAUDE_CONFIG_DIR: `${lab.home}/work` };
  const codes = [];
  for (const env of [{}, {}, work, work]) codes.push((await lab.run(STREAM, { scenario, env })).code);
  expect(codes).toEqual([0, 1, 0, 1]);
});

describe('what a limit says', () => {
  test.each([
    {
      limit: { verdict: 'rejected', window: 'seven_day_opus', resetsAt: '2026-11-23T08:35:22.000Z' },
      info: { status: 'rejected', rateLimitType: 'seven_day_opus', resetsAt: 1795422922, isUsingOverage: false },
      result: "You've hit your Opus limit · resets Nov 23, 8:35am (UTC)",
    },
    {
      limit: { verdict: 'warning', percent: 91, resetsAt: '2026-11-21T02:00:00.000Z' },
      info: { status: 'allowed_warning', utilization: 0.91, surpassedThreshold: 0.9 },
      result: 'served',
    },
    {
      limit: { verdict: 'extra', resetsAt: '2026-11-21T02:00:00.000Z' },
      info: { status: 'rejected', isUsingOverage: true, overageStatus: 'allowed' },
      result: 'served',
    },
    {
      limit: {
        resetsAt: '2026-11-21T02:32:03.000Z',
        creditsResetAt: '2026-12-01T00:00:00.000Z',
        creditsDisabledBecause: 'org_level_disabled_until',
      },
      info: {
        overageStatus: 'rejected',
        overageDisabledReason: 'org_level_disabled_until',
        overageResetsAt: 1796083200,
      },
      result: expect.stringMatching(/^You've hit your monthly spend limit .* your 5-hour limit resets 2:32am \(UTC\)$/),
    },
  ] as const)('$limit', async ({ limit, info: wanted, result }) => {
    const scenario = { login: 'subscription', steps: [{ limit }, { text: 'served' }] } as const;
    const ran = await lab.run(STREAM, { scenario, ...at(NOW) });
    expect(info(ran)).toMatchObject(wanted);
    expect(resultOf(ran)['result']).toEqual(result);
  });

  test('with an API key nothing is said of windows', async () => {
    const ran = await lab.run(STREAM, {
      scenario: { login: 'api-key', steps: [{ limit: { verdict: 'warning' } }, { text: 'x' }] },
    });
    expect(kinds(ran.lines)).not.toContain('rate_limit_event');
  });

  test('a plan without numbers says so much and no more', async () => {
    const ran = await lab.run(STREAM, { scenario: { login: 'subscription' } });
    expect(info(ran)).toEqual({ status: 'allowed', isUsingOverage: false });
  });
});

test.each([
  { instant: '2026-11-21T03:32:26.170Z', short: '3:32am (UTC)', withDate: 'Nov 21, 3:32am (UTC)', zone: 'UTC' },
  { instant: '2026-11-25T13:00:00.000Z', short: 'Nov 25, 1pm (UTC)', withDate: 'Nov 25, 1pm (UTC)', zone: 'UTC' },
  {
    instant: '2026-11-21T23:30:00.000Z',
    short: 'Nov 22, 8:30am (Asia/Tokyo)',
    withDate: 'Nov 22, 8:30am (Asia/Tokyo)',
    zone: 'Asia/Tokyo',
  },
])('$instant is written $short', ({ instant, short, withDate, zone }) => {
  expect(clockWords(Date.parse(instant), Date.parse(NOW), zone)).toEqual({ short, withDate });
});
