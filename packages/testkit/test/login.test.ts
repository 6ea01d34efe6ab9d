import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TempHome } from '../src/index.ts';
import { apiKeyEnv, createTempHome, subscriptionEnv, subscriptionHome } from '../src/index.ts';

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
