import { refuse, say, unifiedLimits } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { expectExit, openWorld, resultOf } from '../support/world.ts';

/** Whole seconds, because the vendor's headers have no finer ones. */
const inHours = (hours: number): Date => new Date(Math.ceil(Date.now() / 1000) * 1000 + hours * 3_600_000);
const IMPATIENT = { CLAUDE_CODE_MAX_RETRIES: '1' };

describe('limits', () => {
  test('a used-up window of a plan is exit 75, with the reset in the JSON and on stderr', async () => {
    const resetsAt = inHours(1.5);
    const headers = unifiedLimits({
      fiveHour: { status: 'rejected', utilization: 1, resetsAt, surpassedThreshold: 1 },
      sevenDay: { status: 'allowed', utilization: 0.44, resetsAt: inHours(90) },
      overage: { status: 'rejected', disabledReason: 'overage_not_provisioned' },
    });
    const world = await openWorld({
      login: 'subscription',
      respond: refuse(429, 'rate_limit_error', 'This request would exceed your limit.', headers),
    });
    const finished = await world.ccx(['run', 'hi', '--json']);
    expectExit(finished, 75);
    expect(resultOf(finished)).toMatchObject({
      status: 'limited',
      failure: {
        class: 'limit',
        limit: { verdict: 'rejected', windowId: 'session', resetsAt: resetsAt.toISOString(), basis: 'structured' },
      },
    });
    expect(finished.stderr).toMatch(/limited/);
    expect(finished.stderr).toContain(`${resetsAt.toISOString().slice(11, 16)}`);
    // Claude Code itself does not try again either.
    expect(world.api.calls()).toHaveLength(1);
  });

  test('a used-up week names its window', async () => {
    const resetsAt = inHours(50);
    const headers = unifiedLimits({ sevenDay: { status: 'rejected', utilization: 1, resetsAt } });
    const world = await openWorld({ login: 'subscription', respond: refuse(429, 'rate_limit_error', 'no', headers) });
    const finished = await world.ccx(['run', 'hi', '--json']);
    expectExit(finished, 75);
    expect(resultOf(finished)).toMatchObject({
      failure: { limit: { windowId: 'weekly', resetsAt: resetsAt.toISOString() } },
    });
  });

  test('a warning is no limit: the run ends well and tells the numbers', async () => {
    const resetsAt = inHours(2);
    const headers = unifiedLimits({
      fiveHour: { status: 'allowed_warning', utilization: 0.91, resetsAt, surpassedThreshold: 0.9 },
    });
    const world = await openWorld({ login: 'subscription', respond: say('fine', { headers }) });
    const finished = await world.ccx(['run', 'hi', '--json']);
    expectExit(finished, 0);
    const { limits } = resultOf(finished).last.summary;
    expect(limits.at(-1)).toMatchObject({ verdict: 'warn', usingExtra: false });
    expect(limits.at(-1)?.windows.find(({ id }) => id === 'session')).toMatchObject({
      usedPercent: 91,
      resetsAt: resetsAt.toISOString(),
    });
  });

  test.each(['api-key', 'subscription'] as const)('a plain 429 is overload and no limit (%s)', async (login) => {
    const respond = refuse(429, 'rate_limit_error', 'Too many requests', { 'retry-after': '0' });
    const world = await openWorld({ login, respond, env: IMPATIENT });
    const finished = await world.ccx(['run', 'hi', '--json']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({ status: 'failed', failure: { class: 'overload' } });
    // Two requests of each process, and the same account is tried twice.
    expect(world.api.calls()).toHaveLength(4);
  });
});

describe('the login', () => {
  test('a refused key is exit 4', async () => {
    const respond = refuse(401, 'authentication_error', 'invalid x-api-key');
    const world = await openWorld({ respond, env: IMPATIENT });
    const finished = await world.ccx(['run', 'hi', '--json']);
    expectExit(finished, 4);
    expect(resultOf(finished)).toMatchObject({ status: 'auth', failure: { class: 'auth' } });
  });

  test('a subscription that cannot be renewed is exit 4', async () => {
    const respond = refuse(401, 'authentication_error', 'OAuth token has expired');
    const world = await openWorld({ login: 'subscription', respond, env: IMPATIENT });
    const finished = await world.ccx(['run', 'hi', '--json']);
    expectExit(finished, 4);
    expect(resultOf(finished)).toMatchObject({ status: 'auth', failure: { class: 'auth' } });
  });

  test('none at all is exit 4, with the command that logs in, and nothing is asked of the model', async () => {
    const world = await openWorld({ login: 'none' });
    const finished = await world.ccx(['run', 'hi', '--json']);
    expectExit(finished, 4);
    expect(finished.stderr).toContain('claude auth login');
    expect(world.api.calls()).toEqual([]);
  });

  test('no agent on the PATH is exit 4, said in one line with what to install', async () => {
    const world = await openWorld();
    const finished = await world.ccx(['run', 'hi'], { env: { ...world.env, PATH: world.home.tmp } });
    expect(finished).toMatchObject({ code: 4, stdout: '' });
    expect(finished.stderr).toContain('@anthropic-ai/claude-code');
    expect(finished.stderr).toContain('agent_missing');
    expect(finished.stderr).not.toContain('    at ');
  });
});

describe('the way to the vendor', () => {
  test('that is refused is a failure of transport', async () => {
    // Nothing listens on port 1.
    const world = await openWorld({ env: { ...IMPATIENT, ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' } });
    const finished = await world.ccx(['run', 'hi', '--json']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({ status: 'failed', failure: { class: 'transport' } });
  });

  test('that ends at a busy vendor is overload', async () => {
    const respond = refuse(529, 'overloaded_error', 'Overloaded');
    const world = await openWorld({ respond, env: IMPATIENT });
    const finished = await world.ccx(['run', 'hi', '--json']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({ status: 'failed', failure: { class: 'overload' } });
  });
});

test('what the command line gets wrong is exit 2, before any agent is asked', async () => {
  const world = await openWorld();
  const finished = await world.ccx(['run', 'hi', '--permission', 'everything']);
  expectExit(finished, 2);
  expect(finished.stderr).toContain('everything');
  expect(world.api.requests).toEqual([]);
});
