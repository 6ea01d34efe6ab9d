import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHealth } from '../../src/index.ts';
import { account, healthFolder, healthOf } from './under-test.ts';

const FILE = 'claude%3a%2fw.json';

test('what was kept is there in another process too, for its owner alone', async () => {
  const { dir, store } = await healthFolder();
  expect(store.profileHealth(account.id)).toBeNull();
  const named = { accountUuid: 'u', email: 'ada@example.com', organization: 'Shop', organizationId: 'o' };
  const login = { ...named, plan: 'max', configDir: '/w' };
  store.saveProfileHealth({ ...healthOf('ok'), login });
  expect(openHealth({ dir }).profileHealth(account.id)).toEqual({ ...healthOf('ok'), login });
  const folder = join(dir, 'profiles', 'health');
  expect(await readdir(folder)).toEqual([FILE]);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, FILE))).mode & 0o777).toBe(0o600);
});

test('what is newer stays, and what is as new is replaced', async () => {
  const { store } = await healthFolder();
  store.saveProfileHealth(healthOf('expired', '2026-11-21T09:00:00.000Z'));
  store.saveProfileHealth(healthOf('ok', '2026-11-21T08:59:59.999Z'));
  expect(store.profileHealth(account.id)?.authStatus).toBe('expired');
  store.saveProfileHealth(healthOf('login-needed', '2026-11-21T09:00:00.000Z'));
  expect(store.profileHealth(account.id)?.authStatus).toBe('login-needed');
});

test('clearing forgets one account, and twice is no error', async () => {
  const { store } = await healthFolder();
  store.saveProfileHealth(healthOf('expired'));
  store.saveProfileHealth({ ...healthOf('ok'), accountId: 'codex:default' });
  store.clearHealth(account.id);
  store.clearHealth(account.id);
  expect(store.profileHealth(account.id)).toBeNull();
  expect(store.profileHealth('codex:default')?.authStatus).toBe('ok');
});

test('a file that is broken, newer or about something else is as if nothing were known, and is replaced', async () => {
  const { dir, store } = await healthFolder();
  const path = join(dir, 'profiles', 'health', FILE);
  store.saveProfileHealth(healthOf('ok'));
  const good = await readFile(path, 'utf8');
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    good.slice(0, -10),
    good.replace('"schemaVersion":1', '"schemaVersion":2'),
    good.replace('claude:/w', 'claude:/v'),
    good.replace('"ok"', '"fine"'),
    good.replace('2026-11-21T08:00:00.000Z', 'yesterday'),
  ]) {
    await writeFile(path, text);
    expect([text, store.profileHealth(account.id)]).toEqual([text, null]);
  }
  store.saveProfileHealth(healthOf('ok'));
  expect(await readFile(path, 'utf8')).toBe(good);
});

test('a folder that cannot be made is an error that says so', async () => {
  const { dir } = await healthFolder();
  await writeFile(join(dir, 'file'), '');
  const store = openHealth({ dir: join(dir, 'file') });
  expect(() => store.saveProfileHealth(healthOf('ok'))).toThrow(expect.objectContaining({ code: 'io_failed' }));
  await mkdir(join(dir, 'profiles', 'health', FILE), { recursive: true });
  const blocked = openHealth({ dir });
  expect(() => blocked.saveProfileHealth(healthOf('ok'))).toThrow(expect.objectContaining({ code: 'io_failed' }));
  expect(await readdir(join(dir, 'profiles', 'health'))).toEqual([FILE]);
});
