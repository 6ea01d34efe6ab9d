import type { Account, FailureClass, RunAttempt, RunNeed, RunOutcome, Usability } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { createRouter, type AccountRoute } from '../src/index.ts';
import { aNeed, aProfile, aState, at, byName, DAY, HOUR, MINUTE, NOW, session, week, weekOf } from './support.ts';
import { anAttempt, aResult, aRun, aWorld, limitedUntil, sessions, targetOf } from './route-support.ts';

const [work, spare] = [aProfile('work'), aProfile('spare')];
const codex = aProfile('codex', { agent: 'codex' });

const names = ({ candidates }: AccountRoute): readonly (string | null)[] => candidates.map(({ target }) => target.name);
const chosen = ({ reservation }: AccountRoute): string | null => reservation?.target.name ?? null;
const blockOf = (route: AccountRoute, name: string) =>
  route.candidates.find(({ target }) => target.name === name)?.blocked ?? null;
const failure = (kind: FailureClass): RunOutcome => ({
  status: 'failed',
  failure: { class: kind, detail: kind, limit: null },
});

describe('a router', () => {
  test('reserves the account with the most room and tells of all others', async () => {
    const { ports, ledger } = aWorld([spare, work], { quota: sessions([work, 20], [spare, 60]) });
    const route = await createRouter(ports).next(aNeed({ model: 'opus' }), []);
    expect(route.reservation?.target).toEqual(targetOf(work, 'opus'));
    expect(names(route)).toEqual(['work', 'spare']);
    expect(route).toMatchObject({ earliest: null, rule: 'score' });
    expect(ledger.running.map(({ target }) => target.name)).toEqual(['work']);
    await route.reservation?.release();
    expect(ledger.running).toEqual([]);
  });

  test('chooses another account than one that chooses at the same time, where both are alike', async () => {
    const { ports } = aWorld([spare, work], { quota: sessions([work, 20], [spare, 20]) });
    const routes = await Promise.all([createRouter(ports).next(aNeed(), []), createRouter(ports).next(aNeed(), [])]);
    expect(new Set(routes.map(chosen))).toEqual(new Set(['spare', 'work']));
    expect(routes.map(({ candidates }) => candidates[0]?.target.name)).toEqual(routes.map(chosen));
  });

  test('looks without a reservation, and counts the runs under way all the same', async () => {
    const { ports, ledger } = aWorld([spare, work], { quota: sessions([work, 20], [spare, 22]) });
    ledger.running.push(aRun(targetOf(work)));
    const route = await createRouter(ports).look(aNeed());
    expect(names(route)).toEqual(['spare', 'work']);
    expect(route.reservation).toBeNull();
    expect(ledger.running).toHaveLength(1);
  });

  test('looks past places that are held, which no list of runs has', async () => {
    const { ports } = aWorld([spare, work], { quota: sessions([work, 20], [spare, 22]) });
    const router = createRouter(ports);
    const { reservation } = await router.next(aNeed(), []);
    expect(names(await router.look(aNeed()))).toEqual(['spare', 'work']);
    await reservation?.release();
    expect(names(await router.look(aNeed()))).toEqual(['work', 'spare']);
  });

  test('does not go back at once to an account whose limit was over when it was met', async () => {
    const { ports, clock } = aWorld([work]);
    const router = createRouter(ports);
    const before = [anAttempt(work, limitedUntil(at(-HOUR)))];
    expect(await router.next(aNeed(), before)).toMatchObject({ reservation: null, earliest: at(2 * MINUTE) });
    await clock.advance(2 * MINUTE);
    expect((await router.next(aNeed(), before)).reservation).not.toBeNull();
  });

  test('answers with the earliest return where none has room, and reserves nothing', async () => {
    const { ports, ledger, remember } = aWorld([spare, work], { quota: sessions([work, 100]) });
    remember(aState(spare, [week(100)]));
    const route = await createRouter(ports).next(aNeed(), []);
    expect(route).toMatchObject({ reservation: null, earliest: at(2 * HOUR), rule: null });
    expect(names(route)).toEqual(['work', 'spare']);
    expect(ledger.running).toEqual([]);
  });

  test('has no candidates where the need means none', async () => {
    const { ports } = aWorld([work]);
    expect(await createRouter(ports).next(aNeed({ agents: ['gemini'] }), [])).toEqual({
      reservation: null,
      earliest: null,
      candidates: [],
      rule: null,
    });
  });
});

describe('what a need means', () => {
  const looked = async (need: Partial<RunNeed>, before: readonly RunAttempt[] = []) => {
    const { ports } = aWorld([spare, work, codex], { quota: sessions([work, 20], [spare, 60], [codex, 0]) });
    return createRouter(ports).look(aNeed(need), before);
  };

  test('is the accounts of its agents, the preferred one first', async () => {
    expect(names(await looked({ agents: ['claude'] }))).toEqual(['work', 'spare']);
    expect(names(await looked({ agents: ['claude', 'codex'] }))).toEqual(['work', 'spare', 'codex']);
    expect(names(await looked({ agents: [] }))).toEqual(['codex', 'work', 'spare']);
  });

  test('is never an account outside of a pin', async () => {
    const before = [anAttempt(spare, limitedUntil(at(HOUR)))];
    const pinned = { only: [spare.id], pinned: true };
    expect(names(await looked(pinned))).toEqual(['spare']);
    expect(names(await looked(pinned, before))).toEqual(['spare']);
  });

  test('without a pin is what it is to begin with, and others once that has failed', async () => {
    expect(names(await looked({ only: [spare.id] }))).toEqual(['spare']);
    expect(names(await looked({ only: [spare.id] }, [anAttempt(spare, limitedUntil(at(HOUR)))]))).toEqual([
      'work',
      'spare',
    ]);
  });

  test('is taken in the order of its groups', async () => {
    const groups = [[spare.id], [codex.id]];
    expect(names(await looked({ agents: ['claude', 'codex'], groups }))).toEqual(['spare', 'codex', 'work']);
  });
});

describe('after an attempt of the same run', () => {
  const world = () => aWorld([work, spare], { quota: sessions([work, 10], [spare, 50]) });

  test('a limit holds the account until its reset, although what is remembered shows room', async () => {
    const { ports, clock } = world();
    const router = createRouter(ports);
    const before = [anAttempt(work, limitedUntil(at(HOUR)), { startedAt: at(-MINUTE) })];
    const route = await router.next(aNeed(), before);
    expect(chosen(route)).toBe('spare');
    expect(blockOf(route, 'work')).toMatchObject({ until: at(HOUR), endsBy: 'time' });
    expect(blockOf(await router.look(aNeed()), 'work')).toBeNull();
    await clock.advance(HOUR);
    expect(blockOf(await router.look(aNeed(), before), 'work')).toBeNull();
  });

  test('a limit without a reset holds it for the cooldown', async () => {
    const { ports } = world();
    const route = await createRouter(ports).look(aNeed(), [anAttempt(work, limitedUntil(null))]);
    expect(blockOf(route, 'work')?.until).toBe(at(5 * HOUR));
  });

  test('a limit of a model holds it only for that model', async () => {
    const { ports } = world();
    const before = [anAttempt(work, limitedUntil(at(HOUR), 'fable'), { target: targetOf(work, 'fable') })];
    const router = createRouter(ports);
    expect(blockOf(await router.look(aNeed({ model: 'fable' }), before), 'work')).not.toBeNull();
    expect(blockOf(await router.look(aNeed({ model: 'opus' }), before), 'work')).toBeNull();
  });

  test.for([
    [failure('overload'), { reason: 'tried (overload)', until: null, endsBy: 'never' }],
    [failure('config'), { reason: 'tried (config)', until: null, endsBy: 'never' }],
    [{ status: 'success' }, { reason: 'tried (success)', until: null, endsBy: 'never' }],
    [
      { status: 'timed-out', deadline: 'idle' },
      { reason: 'tried (timed-out)', until: null, endsBy: 'never' },
    ],
    [failure('billing'), { reason: 'it cannot be charged', until: null, endsBy: 'person' }],
  ] as const)('that ended as %j the run does not come back', async ([outcome, block]) => {
    const { ports } = world();
    const route = await createRouter(ports).next(byName(work), [anAttempt(work, outcome)]);
    expect(route).toMatchObject({ reservation: null, earliest: null });
    expect(blockOf(route, 'work')).toEqual(block);
  });
});

describe('what earlier runs met', () => {
  test('counts: a limit until its reset, an overload a little, a success for it', async () => {
    const { ports, ledger } = aWorld([work, spare], { quota: [] });
    const [began, endedMs] = [at(-10 * MINUTE), 5 * MINUTE];
    ledger.results.push(
      aResult(anAttempt(work, limitedUntil(at(HOUR)), { startedAt: began, durationMs: endedMs })),
      aResult(anAttempt(spare, failure('overload'), { startedAt: began, durationMs: 10 * MINUTE })),
    );
    const route = await createRouter(ports).look(aNeed());
    expect(blockOf(route, 'work')).toMatchObject({ until: at(HOUR) });
    expect(route.candidates[0]).toMatchObject({ target: { name: 'spare' }, parts: { assumed: 50, failures: -20 } });

    ledger.results.push(aResult(anAttempt(work, { status: 'success' }, { startedAt: at(-6 * MINUTE) })));
    expect(blockOf(await createRouter(ports).look(aNeed()), 'work')).not.toBeNull();
    ledger.results.push(aResult(anAttempt(work, { status: 'success' }, { startedAt: at(-4 * MINUTE) })));
    expect(blockOf(await createRouter(ports).look(aNeed()), 'work')).toBeNull();
  });
});

describe('two profiles that are one account at the vendor', () => {
  const ada = { accountUuid: null, email: 'ada@example.org', organization: 'Engines' };
  const [twin, other] = [aProfile('twin'), aProfile('other')];
  const logins = { work: ada, twin: ada, other: { ...ada, organization: 'Looms' } };

  test('share the newest numbers, and say so', async () => {
    const { ports, remember } = aWorld([work, twin, other], { logins });
    remember(aState(work, [session(10, { capturedAt: at(-10 * MINUTE) }), week(20)]));
    remember(aState(twin, [session(70)]));
    const route = await createRouter(ports).look(aNeed());
    expect(route.candidates).toMatchObject([
      { target: { name: 'other' }, score: 50, sharedWith: [] },
      { target: { name: 'twin' }, headroomPercent: 30, sharedWith: ['work'] },
      { target: { name: 'work' }, headroomPercent: 30, sharedWith: ['twin'] },
    ]);
  });

  test('share runs under way, so that one reservation takes room from both', async () => {
    const { ports, ledger } = aWorld([work, twin, other], {
      logins,
      quota: sessions([work, 20], [twin, 20], [other, 23]),
    });
    ledger.running.push(aRun(targetOf(work)));
    const route = await createRouter(ports).next(aNeed(), []);
    expect(chosen(route)).toBe('other');
    expect(route.candidates.map(({ parts }) => parts['running'] ?? 0)).toEqual([0, -5, -5]);
  });

  test('count also where only one of them may be used: its quota and its runs are not offered, but known', async () => {
    const { ports, ledger } = aWorld([work, twin, other], { logins, quota: sessions([twin, 100]) });
    const only = aNeed({ only: [work.id], pinned: true });
    const route = await createRouter(ports).look(only);
    expect(names(route)).toEqual(['work']);
    expect(route.candidates).toMatchObject([{ sharedWith: ['twin'], blocked: { endsBy: 'time' } }]);
    const free = aWorld([work, twin, other], { logins, quota: sessions([work, 20]) });
    free.ledger.running.push(aRun(targetOf(twin)));
    expect((await createRouter(free.ports).look(only)).candidates).toMatchObject([{ parts: { running: -5 } }]);
    expect(ledger.running).toEqual([]);
  });

  test('share a limit, within the run and after it, but neither a login that was refused nor a broken line', async () => {
    const { ports, ledger } = aWorld([work, twin], { logins });
    const limited = anAttempt(work, limitedUntil(at(HOUR)), { startedAt: at(-MINUTE) });
    const router = createRouter(ports);
    expect(blockOf(await router.look(aNeed(), [limited]), 'twin')).toMatchObject({ until: at(HOUR) });
    expect(blockOf(await router.look(aNeed(), [anAttempt(work, failure('billing'))]), 'twin')).not.toBeNull();
    expect(blockOf(await router.look(aNeed(), [anAttempt(work, failure('overload'))]), 'twin')).toBeNull();
    ledger.results.push(aResult(limited));
    expect(blockOf(await router.look(aNeed()), 'twin')).toMatchObject({ until: at(HOUR) });
    ledger.results.splice(0, 1, aResult(anAttempt(work, failure('auth'))));
    const route = await router.look(aNeed());
    expect(blockOf(route, 'work')).toMatchObject({ endsBy: 'person' });
    expect(blockOf(route, 'twin')).toBeNull();
    ledger.results.splice(0, 1, aResult(anAttempt(work, failure('transport'))));
    const { candidates } = await router.look(aNeed());
    expect(candidates.map(({ target, parts }) => [target.name, parts])).toEqual([
      ['twin', { assumed: 50 }],
      ['work', { assumed: 50, failures: -20 }],
    ]);
  });

  test("are found by the vendor's id where both have one, and never across agents", async () => {
    const shared = async (one: typeof ada | object, two: typeof ada | object, profiles = [work, twin]) => {
      const { ports } = aWorld(profiles, { logins: { work: { ...ada, ...one }, twin: { ...ada, ...two } } });
      const { candidates } = await createRouter(ports).look(aNeed({ agents: [] }));
      return candidates.some(({ sharedWith }) => sharedWith.length > 0);
    };
    expect(await shared({ accountUuid: 'a', email: null }, { accountUuid: 'a' })).toBe(true);
    expect(await shared({ accountUuid: 'a' }, { accountUuid: 'b' })).toBe(false);
    expect(await shared({ accountUuid: 'a' }, {})).toBe(true);
    expect(await shared({ email: null }, { email: null })).toBe(false);
    expect(await shared({}, {}, [work, aProfile('twin', { agent: 'codex' })])).toBe(false);
  });

  test('are found by what the quota and the check of the login say', async () => {
    const { ports } = aWorld([work, twin], {
      quota: [work, twin].map((profile) => {
        const state = aState(profile, [session(10)]);
        return { ...state, good: state.good && { ...state.good, login: { ...ada, accountUuid: 'a' } } };
      }),
    });
    const { candidates } = await createRouter(ports).look(aNeed());
    expect(candidates.map(({ sharedWith }) => sharedWith)).toEqual([['work'], ['twin']]);
  });
});

describe('the other ports', () => {
  const usable = (auth: Usability['auth']): Usability => ({
    installed: true,
    binary: '/usr/bin/claude',
    version: '2.1.329',
    auth,
    detail: '',
    checkedAt: NOW,
  });

  test('say who is logged in, and what was used of the budgets', async () => {
    const tight = aProfile('tight', { limits: { dailyTokenBudget: 1_000 } });
    const { ports } = aWorld([work, tight], {
      usability: { check: async ({ id }) => usable(id === work.id ? 'login-needed' : 'ok') },
      usage: {
        used: async () => ({ tokensDay: 2_000, tokensWeek: null, usdMonth: null }),
        turns: async () => null,
      },
    });
    const route = await createRouter(ports).next(aNeed(), []);
    expect(blockOf(route, 'work')).toMatchObject({ reason: 'nobody is logged in: ccx profile login work' });
    expect(blockOf(route, 'tight')?.reason).toContain('tokens a day');
    expect(route).toMatchObject({ reservation: null, earliest: null });
  });

  test('are asked for turns only where no number of the vendor is known', async () => {
    const asked: string[] = [];
    const [a, b] = [aProfile('a', { limits: { planTier: 'pro' } }), aProfile('b', { limits: { planTier: 'pro' } })];
    const { ports } = aWorld([a, b], {
      quota: sessions([a, 20]),
      usage: {
        used: async () => null,
        turns: async ({ id }, since) => {
          asked.push(id, since);
          return [at(-HOUR)];
        },
      },
    });
    const { candidates } = await createRouter(ports).look(aNeed());
    expect(asked).toEqual([b.id, at(-7 * DAY)]);
    expect(candidates.map(({ evidence }) => evidence)).toEqual(['fresh', 'counted']);
  });

  test('hand in a policy that is obeyed', async () => {
    const { ports } = aWorld([work, spare], { quota: sessions([work, 99]), policy: { withoutEvidence: 'avoid' } });
    expect(names(await createRouter(ports).look(aNeed()))).toEqual(['work', 'spare']);
  });

  test('are asked with an account, not with a profile', async () => {
    const asked: unknown[] = [];
    const { ports } = aWorld([work]);
    const quota = {
      read: async (account: Account) => {
        asked.push(account);
        return { account, good: null, problem: null, samples: [] };
      },
    };
    await createRouter({ ...ports, quota }).look(aNeed());
    expect(asked).toEqual([targetOf(work).account]);
  });
});

test('a model of its own week is known to the router', async () => {
  const { ports } = aWorld([work], { quota: [aState(work, [session(10), weekOf('fable', 100)])] });
  const router = createRouter(ports);
  expect((await router.next(aNeed({ model: 'claude-fable-5' }), [])).earliest).toBe(at(3 * DAY));
  expect(chosen(await router.next(aNeed({ model: 'claude-opus-5-5' }), []))).toBe('work');
});
