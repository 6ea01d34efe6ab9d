import type { AuthState, Usability, UsabilityCheck } from '@ccx/contracts';
import { createFakeClock, type FakeClock } from '@ccx/testkit';
import { expect, test } from 'vitest';
import { keptUsability, type HealthFile } from '../../src/index.ts';
import { account, healthFolder, healthOf, usable } from './under-test.ts';

const MINUTE = 60_000;

interface Scene {
  readonly kept: UsabilityCheck;
  readonly store: HealthFile;
  readonly clock: FakeClock;
  /** What the status command says from now on. */
  readonly say: (auth: AuthState, more?: Partial<Usability>) => void;
  /** The `maxAgeMs` with which it was asked, each time. */
  readonly asked: (number | undefined)[];
}

async function scene(): Promise<Scene> {
  const { store } = await healthFolder();
  const clock = createFakeClock('2026-11-21T08:00:00.000Z');
  const asked: (number | undefined)[] = [];
  let answer = (): Usability => usable('ok', clock.now());
  const check: UsabilityCheck = {
    check: (_account, options) => {
      asked.push(options?.maxAgeMs);
      return Promise.resolve(answer());
    },
  };
  const say: Scene['say'] = (auth, more) => {
    answer = () => ({ ...usable(auth, clock.now()), ...more });
  };
  return { kept: keptUsability(check, store, clock), store, clock, say, asked };
}

test('a good login is asked for once in ten minutes, or as often as the caller wants', async () => {
  const { kept, clock, asked, say } = await scene();
  const login = { accountUuid: 'u', email: null, organization: null, plan: null, configDir: null };
  say('ok', { login });
  expect((await kept.check(account)).binary).toBe('/bin/claude');
  await clock.advance(10 * MINUTE - 1);
  expect(await kept.check(account)).toMatchObject({
    auth: 'ok',
    installed: true,
    checkedAt: '2026-11-21T08:00:00.000Z',
    login,
  });
  expect(asked).toHaveLength(1);
  await kept.check(account, { maxAgeMs: 5 * MINUTE });
  expect(asked).toHaveLength(2);
  await kept.check(account, { maxAgeMs: 0 });
  expect(asked).toHaveLength(3);
  await clock.advance(10 * MINUTE);
  await kept.check(account);
  expect(asked).toHaveLength(4);
});

test('a login that is not good is asked for each time', async () => {
  for (const auth of ['login-needed', 'api-key', 'tier-deprecated', 'unknown'] as const) {
    const { kept, say, asked } = await scene();
    say(auth);
    expect((await kept.check(account)).auth).toBe(auth);
    say('ok');
    expect((await kept.check(account)).auth).toBe('ok');
    expect(asked).toHaveLength(2);
  }
});

test('after a run that was refused, ok of the status command proves nothing', async () => {
  const { kept, store, clock, asked } = await scene();
  await clock.advance(MINUTE);
  store.saveProfileHealth(healthOf('expired'));
  expect(await kept.check(account)).toMatchObject({ auth: 'expired', detail: 'It is expired.', binary: '/bin/claude' });
  await clock.advance(60 * MINUTE);
  expect((await kept.check(account)).auth).toBe('expired');
  expect(asked).toHaveLength(2);
  store.clearHealth(account.id);
  expect((await kept.check(account)).auth).toBe('ok');
  expect(store.profileHealth(account.id)?.authStatus).toBe('ok');
});

test('after such a run it still counts that nobody is logged in any more, or only a key is there', async () => {
  for (const auth of ['login-needed', 'api-key'] as const) {
    const { kept, store, say, clock } = await scene();
    store.saveProfileHealth(healthOf('expired'));
    await clock.advance(MINUTE);
    say(auth);
    expect((await kept.check(account)).auth).toBe(auth);
    expect(store.profileHealth(account.id)?.authStatus).toBe(auth);
    say('ok');
    expect((await kept.check(account)).auth).toBe('ok');
  }
});

test('a login that a run asked for is there when a later status says so, not when an earlier one did', async () => {
  const { kept, store, clock, say, asked } = await scene();
  store.saveProfileHealth(healthOf('login-needed', '2026-11-21T08:01:00.000Z'));
  await clock.advance(2 * MINUTE);
  say('ok', { checkedAt: '2026-11-21T08:00:30.000Z' });
  expect((await kept.check(account)).auth).toBe('login-needed');
  // The check may remember too, but nothing from before the run.
  expect(asked).toEqual([MINUTE]);
  say('ok');
  expect((await kept.check(account)).auth).toBe('ok');
  expect(store.profileHealth(account.id)?.authStatus).toBe('ok');
});

test('a status that cannot tell changes nothing', async () => {
  for (const auth of ['expired', 'login-needed'] as const) {
    const { kept, store, say, clock } = await scene();
    store.saveProfileHealth(healthOf(auth));
    await clock.advance(MINUTE);
    say('unknown');
    expect((await kept.check(account)).auth).toBe(auth);
  }
  const { kept, store, say, clock } = await scene();
  store.saveProfileHealth(healthOf('ok'));
  await clock.advance(60 * MINUTE);
  say('unknown');
  expect((await kept.check(account)).auth).toBe('unknown');
  expect(store.profileHealth(account.id)?.authStatus).toBe('ok');
});

test('an agent that is not installed says nothing of the login', async () => {
  const { kept, store, say } = await scene();
  say('unknown', { installed: false });
  expect((await kept.check(account)).installed).toBe(false);
  expect(store.profileHealth(account.id)).toBeNull();
  store.saveProfileHealth(healthOf('expired'));
  expect((await kept.check(account)).auth).toBe('unknown');
});

test('an answer that cannot be kept is as good', async () => {
  const { store, clock } = await scene();
  const full = {
    ...store,
    saveProfileHealth: () => {
      throw new Error('disk full');
    },
  };
  const check: UsabilityCheck = { check: () => Promise.resolve(usable('ok', clock.now())) };
  expect((await keptUsability(check, full, clock).check(account)).auth).toBe('ok');
});

test('a caller that gave up is told so, also where the answer is known', async () => {
  const { kept } = await scene();
  await kept.check(account);
  const reason = new Error('enough');
  await expect(kept.check(account, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('a time from before the clock was set back is not trusted', async () => {
  const { kept, store, asked } = await scene();
  store.saveProfileHealth(healthOf('ok', '2026-12-01T00:00:00.000Z'));
  await kept.check(account);
  expect(asked).toEqual([0]);
});

test('whose login it is stays known where the status only says that there is one, and not where it is gone', async () => {
  const { kept, say } = await scene();
  const login = { accountUuid: 'u', email: 'ada@example.com', organization: null, plan: null, configDir: null };
  say('ok', { login });
  await kept.check(account);
  say('ok');
  expect((await kept.check(account, { maxAgeMs: 0 })).login).toEqual(login);
  say('login-needed');
  expect((await kept.check(account, { maxAgeMs: 0 })).login).toBeUndefined();
  say('ok');
  expect((await kept.check(account, { maxAgeMs: 0 })).login).toBeUndefined();
});
