import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type Profile } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountsInUse, isRegistered, unregisteredProfile } from '../src/index.ts';

let temp: TempHome;
beforeEach(async () => {
  temp = await createTempHome();
});
afterEach(() => temp.remove());

const place = (configDir: string | null): Profile =>
  unregisteredProfile({ agent: 'claude', configDir, id: accountId('claude', configDir) }, '/home/ada');

test('a default place beside other accounts counts as soon as its agent was started there once', async () => {
  const [byDefault, work] = [place(null), place('/home/ada/.claude-work')];
  expect(await accountsInUse([byDefault, work], temp.home)).toEqual([work]);
  await mkdir(join(temp.home, '.claude'));
  expect(await accountsInUse([byDefault, work], temp.home)).toEqual([byDefault, work]);
});

test('an agent without any account has its default place', async () => {
  const codex: Profile = { ...place(null), agent: 'codex', name: 'codex', id: 'codex:default' };
  expect(await accountsInUse([place('/home/ada/.claude-work'), codex], temp.home)).toHaveLength(2);
});

test('a registered account counts also where its folder is not there yet', async () => {
  expect(isRegistered({ ...place(null), name: 'main' })).toBe(true);
  expect(isRegistered({ ...place(null), createdAt: '2026-11-21T01:00:00.000Z' })).toBe(true);
  expect(isRegistered(place('/home/ada/.claude-work'))).toBe(true);
  expect(isRegistered(place(null))).toBe(false);
});

test('an account that nobody registered is called by its agent and its folder', () => {
  expect(place('/home/ada/.claude-work').name).toBe('claude (~/.claude-work)');
  expect(place('/srv/claude').name).toBe('claude (/srv/claude)');
  expect(place(null)).toMatchObject({ name: 'claude', limits: { priority: 0, suggestEnabled: true } });
});
