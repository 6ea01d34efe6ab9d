import { expect, test } from 'vitest';
import { healthObserver, type HealthFile } from '../../src/index.ts';
import { account, attempt, ended, healthFolder, healthOf, refused } from './under-test.ts';

const good = { status: 'success' } as const;

async function afterRun(
  before: Parameters<typeof healthOf>[0] | null,
  ...runs: readonly Parameters<typeof attempt>[0][]
): Promise<ReturnType<HealthFile['profileHealth']>> {
  const { store } = await healthFolder();
  if (before !== null) store.saveProfileHealth(healthOf(before));
  for (const run of runs) healthObserver(store).ended?.(ended(attempt(run)));
  return store.profileHealth(account.id);
}

test('a run that succeeded shows a good login, when it ended', async () => {
  for (const before of [null, 'expired', 'login-needed', 'ok'] as const) {
    expect(await afterRun(before, { outcome: good })).toMatchObject({
      authStatus: 'ok',
      checkedAt: '2026-11-21T08:31:00.000Z',
    });
  }
});

test('a login that was known and is refused has expired; else somebody has to log in', async () => {
  expect((await afterRun('ok', { outcome: refused }))?.authStatus).toBe('expired');
  expect((await afterRun('expired', { outcome: refused }))?.authStatus).toBe('expired');
  expect((await afterRun(null, { outcome: refused }))?.authStatus).toBe('login-needed');
  expect((await afterRun('login-needed', { outcome: refused }))?.authStatus).toBe('login-needed');
});

test("no vendor's words are kept, since some quote a key", async () => {
  expect(JSON.stringify(await afterRun('ok', { outcome: refused }))).not.toContain('sk-secret');
});

test('what a run did with an API key says nothing about the login', async () => {
  for (const outcome of [good, refused]) {
    expect(await afterRun('ok', { outcome, billing: 'api' })).toEqual(healthOf('ok'));
    expect(await afterRun('ok', { outcome, billing: 'subscription', proved: 'api' })).toEqual(healthOf('ok'));
  }
  expect((await afterRun('api-key', { outcome: good }))?.authStatus).toBe('api-key');
  expect((await afterRun('api-key', { outcome: good, proved: 'subscription' }))?.authStatus).toBe('ok');
});

test('other ends of a run say nothing about the login', async () => {
  for (const outcome of [
    { status: 'cancelled' },
    { status: 'timed-out', deadline: 'idle' },
    { status: 'failed', failure: { class: 'overload', detail: '', limit: null } },
    { status: 'limited', failure: { class: 'limit', detail: '', limit: null } },
  ] as const) {
    expect(await afterRun('expired', { outcome })).toEqual(healthOf('expired'));
  }
});

test('every try of a chain counts, the latest most', async () => {
  const { store } = await healthFolder();
  const tries = [attempt({ outcome: good, startedAt: '2026-11-21T08:10:00.000Z' })];
  const last = attempt({ outcome: { status: 'cancelled' }, startedAt: '2026-11-21T08:40:00.000Z' });
  const middle = attempt({ outcome: refused, startedAt: '2026-11-21T08:20:00.000Z', earlierTries: tries });
  healthObserver(store).ended?.(ended(last, middle));
  expect(store.profileHealth(account.id)).toMatchObject({
    authStatus: 'expired',
    checkedAt: '2026-11-21T08:21:00.000Z',
  });
  // One that began before and is told of later knows less.
  healthObserver(store).ended?.(ended(attempt({ outcome: good, startedAt: '2026-11-21T08:15:00.000Z' })));
  expect(store.profileHealth(account.id)?.authStatus).toBe('expired');
});

test('whose login it is stays known until somebody has to log in anew', async () => {
  const login = { accountUuid: 'u', email: null, organization: null, plan: null, configDir: null };
  const { store } = await healthFolder();
  store.saveProfileHealth({ ...healthOf('ok'), login });
  healthObserver(store).ended?.(ended(attempt({ outcome: good })));
  expect(store.profileHealth(account.id)?.login).toEqual(login);
  healthObserver(store).ended?.(ended(attempt({ outcome: refused, startedAt: '2026-11-21T09:00:00.000Z' })));
  expect(store.profileHealth(account.id)).toMatchObject({ authStatus: 'expired', login });
  store.saveProfileHealth({ ...healthOf('login-needed', '2026-11-21T10:00:00.000Z'), login });
  healthObserver(store).ended?.(ended(attempt({ outcome: refused, startedAt: '2026-11-21T11:00:00.000Z' })));
  expect(store.profileHealth(account.id)).not.toHaveProperty('login');
});
