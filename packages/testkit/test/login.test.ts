import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TempHome } from '../src/index.ts';
import {
  apiKeyEnv,
  createTempHome,
  startAnthropicApi,
  subscriptionEnv,
  subscriptionHome,
  usageBody,
} from '../src/index.ts';

let temp: TempHome;
beforeEach(async () => {
  temp = await createTempHome();
});
afterEach(() => temp.remove());

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const api = { url: 'http://127.0.0.1:1', proxyUrl: 'http://127.0.0.1:2', caFile: '/ca.pem' };

test('a subscription lies in the default place, private, valid for hours and with the scope that usage needs', async () => {
  await subscriptionHome(temp);
  const file = join(temp.home, '.claude', '.credentials.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const login = json(file) as { claudeAiOauth: { expiresAt: number; scopes: string[]; subscriptionType: string } };
  expect(login.claudeAiOauth.expiresAt).toBeGreaterThan(Date.now() + 3_600_000);
  expect(login.claudeAiOauth.scopes).toContain('user:profile');
  expect(json(join(temp.home, '.claude.json'))).toEqual({
    hasCompletedOnboarding: true,
    projects: { [temp.cwd]: { hasTrustDialogAccepted: true } },
  });
});

test('a subscription in a config dir of its own leaves the default place empty', async () => {
  const configDir = join(temp.home, 'second');
  await subscriptionHome(temp, { configDir, expiresAt: new Date(0), subscriptionType: 'pro' });
  expect(json(join(configDir, '.credentials.json'))).toMatchObject({
    claudeAiOauth: { expiresAt: 0, subscriptionType: 'pro' },
  });
  expect(existsSync(join(configDir, '.claude.json'))).toBe(true);
  expect(existsSync(join(temp.home, '.claude'))).toBe(false);
  expect(existsSync(join(temp.home, '.claude.json'))).toBe(false);
});

test('both environments lead what is not meant for the base URL through the proxy, only one has a key', () => {
  const shared = { HTTPS_PROXY: api.proxyUrl, NO_PROXY: '127.0.0.1', NODE_EXTRA_CA_CERTS: '/ca.pem' };
  expect(subscriptionEnv(api)).toEqual(shared);
  expect(apiKeyEnv(api)).toEqual({
    ...shared,
    ANTHROPIC_API_KEY: expect.stringMatching(/^sk-ant-dummy/),
    ANTHROPIC_BASE_URL: api.url,
  });
});

test('logins of several names are several accounts at the vendor, each with the usage that is its own', async () => {
  const vendor = await startAnthropicApi({
    usage: (login: string | null) =>
      usageBody({ five_hour: { utilization: login === 'bob' ? 90 : 10, resets_at: null } }),
  });
  try {
    const asked = async (name: string | undefined, path: string): Promise<unknown> => {
      const configDir = join(temp.home, name ?? 'unnamed');
      await subscriptionHome(temp, { configDir, ...(name !== undefined && { login: name }) });
      const { claudeAiOauth } = json(join(configDir, '.credentials.json')) as {
        claudeAiOauth: { accessToken: string };
      };
      const headers = { authorization: `Bearer ${claudeAiOauth.accessToken}` };
      return (await fetch(`${vendor.url}${path}`, { headers })).json();
    };
    expect(await asked('bob', '/api/oauth/usage')).toMatchObject({ five_hour: { utilization: 90 } });
    expect(await asked(undefined, '/api/oauth/usage')).toMatchObject({ five_hour: { utilization: 10 } });
    expect(await asked(undefined, '/api/oauth/profile')).toMatchObject({ account: { email: 'ada@example.com' } });
    expect(await asked('bob', '/api/oauth/profile')).toMatchObject({ account: { email: 'bob@example.com' } });
  } finally {
    await vendor.close();
  }
});
