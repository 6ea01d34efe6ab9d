import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type Profile } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isInUse, isRegistered, unregisteredProfile } from '../src/index.ts';

let temp: TempHome;
beforeEach(async () => {
  temp = await createTempHome();
});
afterEach(() => temp.remove());

const place = (configDir: string | null): Profile =>
  unregisteredProfile({ agent: 'claude', configDir, id: accountId('claude', configDir) }, '/home/ada');

test('a default place counts as soon as its agent was started there once', async () => {
  expect(await isInUse(place(null), temp.home)).toBe(false);
  await mkdir(join(temp.home, '.claude'));
  expect(await isInUse(place(null), temp.home)).toBe(true);
});

test('a registered account counts also where its folder is not there yet', async () => {
  expect(await isInUse({ ...place(null), name: 'main' }, temp.home)).toBe(true);
  expect(await isInUse({ ...place(null), createdAt: '2026-11-21T01:00:00.000Z' }, temp.home)).toBe(true);
  expect(isRegistered(place(null))).toBe(false);
  expect(isRegistered(place('/home/ada/.claude-work'))).toBe(true);
});

test('an account that nobody registered is called by its agent and its folder', () => {
  expect(place('/home/ada/.claude-work').name).toBe('claude (~/.claude-work)');
  expect(place('/srv/claude').name).toBe('claude (/srv/claude)');
  expect(place(null)).toMatchObject({ name: 'claude', limits: { priority: 0, suggestEnabled: true } });
});
