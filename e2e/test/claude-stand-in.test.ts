import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { drop, refuse, say, unifiedLimits, usageBody, useTool } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { isIsolated } from '../support/isolation.ts';
import { need } from '../support/need.ts';
import { installedVersion } from '../support/places.ts';
import { openWorld } from '../support/world.ts';

const STREAM = ['--output-format', 'stream-json', '--verbose'];

/** The lines that Claude Code printed, parsed. */
function lines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
const inHours = (hours: number): Date => new Date(Math.ceil(Date.now() / 1000) * 1000 + hours * 3_600_000);

test('nothing can leave this machine', (context) => {
  need(
    context,
    isIsolated(),
    'the kernel gave no network namespace; all endpoints are on loopback, but nothing enforces it',
  );
  expect(Object.keys(networkInterfaces())).toEqual(['lo']);
});

describe('the real Claude Code on the stand-in', () => {
  test('is the version that was installed', async () => {
    const world = await openWorld();
    expect((await world.claude(['--version'])).stdout).toBe(`${installedVersion('claude')} (Claude Code)\n`);
  });

  test('with a key: takes a turn with a tool, and what it asks on the side goes through the proxy', async () => {
    const world = await openWorld({ respond: [useTool('Bash', { command: 'echo made > here.txt' }), say('Done.')] });
    const { code, stdout, stderr } = await world.claude([
      '-p',
      'make it',
      ...STREAM,
      '--permission-mode',
      'bypassPermissions',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines(stdout).at(-1)).toMatchObject({ type: 'result', is_error: false, result: 'Done.', num_turns: 2 });
    expect(existsSync(join(world.home.cwd, 'here.txt'))).toBe(true);
    const [first, second] = world.api.calls();
    expect(first?.prompt).toBe('make it');
    expect(first?.tools).toContain('Bash');
    expect(second?.toolResults).toHaveLength(1);
    expect(world.api.requests.every(({ secure, call }) => secure === (call === null))).toBe(true);
    expect(new Set(world.api.proxied)).toEqual(new Set(['api.anthropic.com:443']));
  });

  test('with a subscription: a rejected window stops it at once and is told in numbers', async () => {
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
    const { code, stdout } = await world.claude(['-p', 'hi', ...STREAM]);
    expect(code).toBe(1);
    expect(lines(stdout).find(({ type }) => type === 'rate_limit_event')).toMatchObject({
      rate_limit_info: {
        status: 'rejected',
        rateLimitType: 'five_hour',
        resetsAt: resetsAt.getTime() / 1000,
        unifiedWindows: { five_hour: { utilization: 1 }, seven_day: { utilization: 0.44 } },
      },
    });
    expect(lines(stdout).at(-1)).toMatchObject({ is_error: true, api_error: 'usage_limit_reached' });
    expect(world.api.calls()).toHaveLength(1);
    expect(world.api.calls()[0]?.headers['authorization']).toBe('Bearer dummy-access-token');
  });

  test('with a subscription: asks the usage endpoint, and prints what it says', async () => {
    const resets_at = inHours(2).toISOString();
    const world = await openWorld({
      login: 'subscription',
      usage: usageBody({ five_hour: { utilization: 42, resets_at }, seven_day: { utilization: 17, resets_at } }),
    });
    const { code, stdout } = await world.claude(['-p', '/usage', '--output-format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ is_error: false, result: expect.stringContaining('42% used') });
    expect(world.api.requests.some(({ path, status }) => path.startsWith('/api/oauth/usage') && status === 200)).toBe(
      true,
    );
    expect(world.api.calls()).toEqual([]);
  });

  test('tries again after a dropped connection, and goes on with the next reply', async () => {
    const world = await openWorld({ respond: [drop(), say('Here again.')] });
    const { code, stdout } = await world.claude(['-p', 'hi', ...STREAM]);
    expect(code).toBe(0);
    expect(lines(stdout).map(({ subtype }) => subtype)).toContain('api_retry');
    expect(lines(stdout).at(-1)).toMatchObject({ result: 'Here again.' });
  });
});
