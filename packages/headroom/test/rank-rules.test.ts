import type { AuthState, ProfileLimits } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { rankProfiles, recommendationOf, type RankInput, type Ranked, type RankPolicy } from '../src/index.ts';
import {
  aNeed,
  anInput,
  aProfile,
  aState,
  at,
  byName,
  DAY,
  failed,
  HOUR,
  MINUTE,
  NOW,
  session,
  succeeded,
  week,
  weekOf,
} from './support.ts';

function rankOne(input: RankInput, need = aNeed(), policy: RankPolicy = {}): Ranked {
  const [one] = rankProfiles([input], need, NOW, policy);
  if (one === undefined) throw new Error('nothing was ranked');
  return one;
}

const names = (ranking: readonly Ranked[]): readonly (string | null)[] => ranking.map(({ target }) => target.name);
const limited = (limits: Partial<ProfileLimits>) => aProfile('work', { limits });

describe('budgets', () => {
  const profile = limited({ dailyTokenBudget: 1_000, weeklyTokenBudget: 5_000, monthlyUsdBudget: 20 });
  const usage = (tokensDay: number | null, tokensWeek: number | null, usdMonth: number | null) => ({
    usage: { tokensDay, tokensWeek, usdMonth },
  });

  test('lower the score where less of them is left than of the windows', () => {
    expect(rankOne(anInput(profile, [session(20)], usage(700, 1_000, 0)))).toMatchObject({
      score: 30,
      parts: { percentFree: 80, budget: -50 },
      headroomPercent: 80,
    });
    expect(rankOne(anInput(profile, [session(90)], usage(700, 1_000, 0))).parts).toEqual({ percentFree: 10 });
  });

  test.for([
    [usage(1_000, 0, 0), 'its budget of 1000 tokens a day is used up (1000)'],
    [usage(0, 6_000, 0), 'its budget of 5000 tokens a week is used up (6000)'],
    [usage(0, 0, 20.5), 'its budget of 20 USD a month is used up (20.5)'],
  ] as const)('block when one of them is used up', ([used, reason]) => {
    expect(rankOne(anInput(profile, [session(0)], used)).blocked).toEqual({ reason, until: null, endsBy: 'time' });
  });

  test('that nobody counts do nothing but say so', () => {
    const unchecked = ['its budgets are not checked: nobody counts what was used'];
    expect(rankOne(anInput(profile, [session(20)]))).toMatchObject({ score: 80, blocked: null, notes: unchecked });
    expect(rankOne(anInput(profile, [session(20)], usage(0, null, 0))).notes).toEqual(unchecked);
    expect(rankOne(anInput('work', [session(20)])).notes).toEqual([]);
  });
});

describe('pace', () => {
  const profile = aProfile('work');
  const paced = (used: number, samples: readonly (readonly [number, number])[]): Ranked => {
    const quota = aState(
      profile,
      [session(used)],
      samples.map(([ms, usedPercent]) => ({ at: at(ms), windowId: 'session', usedPercent })),
    );
    return rankOne(anInput(profile, [], { quota }));
  };

  test('says when a window is used up before its reset, and costs as much as it comes too early', () => {
    // 60 % in an hour, 20 % left for two hours.
    expect(paced(80, [[-HOUR, 20]])).toMatchObject({
      pace: { windowId: 'session', ratio: 6, usedUpAt: at(20 * MINUTE) },
      parts: { percentFree: 20, pace: -16.7 },
      score: 3.3,
    });
  });

  test('costs nothing where the window lasts', () => {
    expect(paced(30, [[-HOUR, 20]])).toMatchObject({
      pace: { windowId: 'session', ratio: 0.29, usedUpAt: null },
      parts: { percentFree: 70 },
    });
    expect(paced(30, [[-HOUR, 30]]).pace?.ratio).toBe(0);
  });

  test.for([
    ['one number', []],
    ['a number from before the window began', [[-4 * HOUR, 1]]],
    ['numbers so close that rounding would decide', [[-10 * MINUTE, 10]]],
  ] as const)('is not known from %s', ([, samples]) => {
    expect(paced(80, samples)).toMatchObject({ pace: null, score: 20 });
  });

  test('is not told from counted turns and numbers of the vendor together', () => {
    const pro = aProfile('work', { limits: { planTier: 'pro' } });
    const turns = Array.from({ length: 40 }, (_, nth) => at(-2 * HOUR + nth));
    const quota = aState(pro, [], [{ at: at(-HOUR), windowId: 'session', usedPercent: 1 }]);
    expect(rankOne(anInput(pro, [], { quota, turns }))).toMatchObject({ evidence: 'counted', pace: null });
  });

  test('is that of the window that lasts least', () => {
    const quota = aState(
      profile,
      [session(30), week(58, { resetsAt: at(4 * DAY) })],
      [
        { at: at(-2 * DAY), windowId: 'weekly', usedPercent: 18 },
        { at: at(-HOUR), windowId: 'session', usedPercent: 25 },
      ],
    );
    const one = rankOne(anInput(profile, [], { quota }));
    expect(one).toMatchObject({
      binding: { windowId: 'weekly' },
      pace: { windowId: 'weekly', ratio: 1.9, usedUpAt: at(2.1 * DAY) },
    });
  });
});

describe('recent failures', () => {
  const part = (...attempts: RankInput['attempts']): number =>
    rankOne(anInput('work', [session(0)], { attempts })).parts['failures'] ?? 0;

  test('cost less and less, half every half hour', () => {
    expect(part(failed('overload', NOW))).toBe(-20);
    expect(part(failed('overload', at(-30 * MINUTE)))).toBe(-10);
    expect(part(failed('transport', at(-HOUR)))).toBe(-5);
    expect(part(failed('overload', at(-2 * DAY)))).toBe(0);
  });

  test('add up, to a bound', () => {
    expect(part(failed('overload', NOW), failed('protocol', NOW))).toBe(-30);
    expect(part(...Array.from({ length: 9 }, () => failed('overload', NOW)))).toBe(-40);
  });

  test('that the prompt or its settings caused cost nothing', () => {
    for (const kind of ['config', 'context', 'refused', 'tool', 'budget', 'turns'] as const) {
      expect(part(failed(kind, NOW))).toBe(0);
    }
  });

  test('for a limit that is over cost a little, counted from its end', () => {
    const over = failed('limit', at(-3 * HOUR), { windowId: 'session', resetsAt: at(-30 * MINUTE) });
    expect(rankOne(anInput('work', [session(0)], { attempts: [over] }))).toMatchObject({
      blocked: null,
      parts: { percentFree: 100, failures: -2.5 },
    });
  });
});

describe('a limit that a run met and no window knows', () => {
  const blocked = (attempts: RankInput['attempts'], model: string | null = null, windows = [week(10, OLD)]) =>
    rankOne(anInput('work', windows, { attempts }), aNeed({ model })).blocked;
  const OLD = { capturedAt: at(-2 * HOUR) };

  test('holds until its reset, else for the cooldown', () => {
    expect(blocked([failed('limit', at(-HOUR), { resetsAt: at(HOUR) })])).toEqual({
      reason: 'a run was refused for a limit',
      until: at(HOUR),
      endsBy: 'time',
    });
    expect(blocked([failed('limit', at(-HOUR), {})])?.until).toBe(at(4 * HOUR));
    expect(blocked([failed('limit', at(-HOUR), null)])?.until).toBe(at(4 * HOUR));
    expect(blocked([failed('limit', at(-6 * HOUR), {})])).toBeNull();
  });

  test('is taken back by newer evidence: a number that shows room, or a run that succeeded', () => {
    const limit = failed('limit', at(-HOUR), { resetsAt: at(HOUR) });
    expect(blocked([limit], null, [week(10, { capturedAt: at(-MINUTE) })])).toBeNull();
    expect(blocked([limit], null, [week(null, { capturedAt: at(-MINUTE), state: 'unknown' })])).not.toBeNull();
    expect(blocked([limit, succeeded(at(-MINUTE))])).toBeNull();
    expect(blocked([limit, succeeded(at(-2 * HOUR))])).not.toBeNull();
  });

  test('is taken back only by a number of its own window, where it has named one', () => {
    const limit = failed('limit', at(-HOUR), { windowId: 'session', resetsAt: at(HOUR) });
    const newer = { capturedAt: at(-MINUTE) };
    expect(blocked([limit], null, [week(10, newer)])).not.toBeNull();
    expect(blocked([limit], null, [week(10, newer), session(10, newer)])).toBeNull();
  });

  test('in the run that asks is not taken back by a newer number', () => {
    const limit = { ...failed('limit', at(-HOUR), { resetsAt: at(HOUR) }), inThisRun: true };
    expect(blocked([limit], null, [week(10, { capturedAt: at(-MINUTE) })])?.until).toBe(at(HOUR));
  });

  test('for a model stops only that model, by name or because it is the default that met it', () => {
    const limit = failed('limit', at(-HOUR), { appliesTo: 'fable', resetsAt: at(DAY) }, 'claude-fable-5');
    expect(blocked([limit], 'fable')).toMatchObject({ reason: 'a run was refused for a limit for fable' });
    expect(blocked([limit], 'opus')).toBeNull();
    expect(blocked([limit], null)).toBeNull();
    const byDefault = failed('limit', at(-HOUR), { appliesTo: 'fable', resetsAt: at(DAY) });
    expect(blocked([byDefault], null)).not.toBeNull();
    expect(blocked([limit, succeeded(at(-MINUTE), 'opus')], 'fable')).not.toBeNull();
    expect(blocked([limit, succeeded(at(-MINUTE), 'fable')], 'fable')).toBeNull();
  });

  test('is said once where the window knows it, with the reset that the window knows', () => {
    const limit = failed('limit', at(-HOUR), { windowId: 'session' });
    expect(blocked([limit], null, [session(100)])).toEqual({
      reason: 'its 5-hour window is used up',
      until: at(2 * HOUR),
      endsBy: 'time',
    });
  });
});

describe('a login', () => {
  const withAuth = (auth: AuthState, attempts: RankInput['attempts'] = []): Ranked =>
    rankOne(anInput('work', [session(10)], { login: { auth, checkedAt: at(-HOUR) }, attempts }));

  test.for([
    ['login-needed', 'nobody is logged in: ccx profile login work'],
    ['expired', 'its login has expired: ccx profile login work'],
    ['tier-deprecated', 'its plan is no longer served to this CLI: ccx profile login work'],
  ] as const)('that is %s blocks until a person acts', ([auth, reason]) => {
    expect(withAuth(auth)).toMatchObject({ auth, blocked: { reason, until: null, endsBy: 'person' } });
  });

  test('that is needed blocks also where a person names the account', () => {
    const profile = aProfile('work');
    const login = { auth: 'login-needed', checkedAt: NOW } as const;
    expect(rankOne(anInput(profile, [session(10)], { login }), byName(profile)).blocked).not.toBeNull();
  });

  test('that was missing blocks no more once a run has succeeded', () => {
    expect(withAuth('login-needed', [succeeded(at(-MINUTE))]).blocked).toBeNull();
    expect(withAuth('login-needed', [succeeded(at(-2 * HOUR))]).blocked).not.toBeNull();
  });

  test('that is unknown costs a little', () => {
    expect(withAuth('unknown')).toMatchObject({ score: 88, parts: { percentFree: 90, login: -2 } });
  });

  test('that a run was refused for blocks until it is checked or works again', () => {
    const refused = failed('auth', at(-2 * HOUR));
    expect(withAuth('ok', [failed('auth', at(-MINUTE))]).blocked).toMatchObject({
      reason: 'its last run was refused for its login: ccx profile login work',
      endsBy: 'person',
    });
    expect(withAuth('ok', [refused]).blocked).toBeNull();
    expect(withAuth('unknown', [refused]).blocked).not.toBeNull();
    expect(withAuth('unknown', [refused, succeeded(at(-HOUR))]).blocked).toBeNull();
    expect(withAuth('ok', [{ ...failed('auth', at(-MINUTE)), elsewhere: true }]).blocked).toBeNull();
  });

  test('that nobody checks may be tried again by name', () => {
    const profile = aProfile('work');
    const input = anInput(profile, [session(10)], { login: null, attempts: [failed('auth', at(-MINUTE))] });
    expect(rankOne(input).blocked).not.toBeNull();
    expect(rankOne(input, byName(profile)).blocked).toBeNull();
  });

  test('is of no use where the CLI is missing', () => {
    const login = { auth: 'unknown', checkedAt: NOW, installed: false } as const;
    expect(rankOne(anInput('work', [session(10)], { login })).blocked).toMatchObject({
      reason: 'Claude Code is not installed: npm install -g @anthropic-ai/claude-code',
      endsBy: 'person',
    });
  });
});

describe('money that is missing at the vendor', () => {
  const attempts = [failed('billing', at(-2 * DAY))];

  test('blocks until a person acts, or a run has succeeded since', () => {
    expect(rankOne(anInput('work', [session(10)], { attempts })).blocked).toMatchObject({
      until: null,
      endsBy: 'person',
    });
    const since = [...attempts, succeeded(at(-DAY))];
    expect(rankOne(anInput('work', [session(10)], { attempts: since })).blocked).toBeNull();
  });

  test('is for a person to try again by name', () => {
    const profile = aProfile('work');
    expect(rankOne(anInput(profile, [session(10)], { attempts }), byName(profile)).blocked).toBeNull();
  });
});

describe('an account with nothing but an API key', () => {
  const login = { auth: 'api-key', checkedAt: NOW } as const;
  const keyed = (limits: Partial<ProfileLimits> = {}, name = 'key') =>
    anInput(aProfile(name, { limits }), [session(3)], { login });
  const blockOf = (inputs: readonly RankInput[], need = aNeed()): string | null =>
    rankProfiles(inputs, need, NOW).find(({ target }) => target.name === 'key')?.blocked?.reason ?? null;
  const byToken = 'it is billed by the token: used only by name';

  test('has no windows, and a part of its own', () => {
    expect(rankOne(keyed())).toMatchObject({
      score: 25,
      parts: { apiKey: 25 },
      evidence: 'api-key',
      binding: null,
      blocked: null,
    });
  });

  test('is not chosen beside a plan of the same agent, unless a person said that it may be billed', () => {
    expect(blockOf([keyed(), anInput('plan', [session(100)])])).toBe(byToken);
    expect(blockOf([keyed({ billing: 'api' }), anInput('plan', [session(100)])])).toBeNull();
    expect(blockOf([keyed(), anInput('plan')], byName(keyed().profile))).toBeNull();
  });

  test('is chosen where nobody is logged in beside it, and among its like', () => {
    const nobody = anInput('empty', [], { login: { auth: 'login-needed', checkedAt: NOW } });
    expect(blockOf([keyed(), nobody])).toBeNull();
    expect(blockOf([keyed(), keyed({}, 'other')])).toBeNull();
    expect(blockOf([keyed(), anInput(aProfile('codex', { agent: 'codex' }))])).toBeNull();
  });

  test('has nothing of which a part could be kept for the person', () => {
    expect(rankOne(keyed({ reservePercent: 20 }), aNeed({ attended: false })).parts).toEqual({ apiKey: 25 });
  });

  test('is blocked by a limit of its own all the same', () => {
    const input = anInput('key', [session(100)], { login });
    expect(rankOne(input).blocked).toMatchObject({ reason: 'its 5-hour window is used up' });
  });
});

describe('an account that a person holds back', () => {
  test.for([
    [{ suggestEnabled: false }, { reason: 'it is used only by name', until: null, endsBy: 'person' }],
    [{ holdUntil: at(DAY) }, { reason: 'it is held', until: at(DAY), endsBy: 'time' }],
    [
      { holdUntil: at(DAY), holdReason: 'for the demo' },
      { reason: 'it is held (for the demo)', until: at(DAY), endsBy: 'time' },
    ],
    [{ holdUntil: 'released-by-hand' }, { reason: 'it is held until it is released', until: null, endsBy: 'person' }],
  ] as const)('by %j is not chosen, but used by name', ([limits, block]) => {
    const profile = limited(limits);
    expect(rankOne(anInput(profile, [session(10)])).blocked).toEqual(block);
    expect(rankOne(anInput(profile, [session(10)]), byName(profile)).blocked).toBeNull();
    const chosenAmong = { ...byName(profile), named: [] };
    expect(rankOne(anInput(profile, [session(10)]), chosenAmong).blocked).toEqual(block);
  });

  test('is free when the hold is over', () => {
    expect(rankOne(anInput(limited({ holdUntil: at(-1) }), [session(10)])).blocked).toBeNull();
  });
});

describe('several blocks', () => {
  test('are all said, and end when the last of them does', () => {
    const profile = limited({ holdUntil: at(DAY) });
    expect(rankOne(anInput(profile, [session(100)])).blocked).toEqual({
      reason: 'it is held; its 5-hour window is used up',
      until: at(DAY),
      endsBy: 'time',
    });
  });

  test('wait for a person where one of them does, and end at no known time where one says none', () => {
    const forever = limited({ holdUntil: 'released-by-hand' });
    expect(rankOne(anInput(forever, [session(100)])).blocked).toMatchObject({ until: null, endsBy: 'person' });
    const noReset = [session(90, { resetsAt: null }), week(95)];
    const reserved = anInput(limited({ reservePercent: 20 }), noReset);
    expect(rankOne(reserved, aNeed({ attended: false })).blocked).toMatchObject({ until: null, endsBy: 'time' });
  });
});

describe('among accounts with room', () => {
  test('priority is added, and each run under way takes five', () => {
    const profile = limited({ priority: 7 });
    expect(rankOne(anInput(profile, [session(50)], { running: 2 }))).toMatchObject({
      score: 47,
      parts: { percentFree: 50, priority: 7, running: -10 },
    });
  });

  const used = (name: string, ms: number, percent = 50) =>
    anInput(aProfile(name, { lastUsedAt: at(ms) }), [session(percent)]);

  test('the one that was used last within the hour is kept where another is hardly better', () => {
    const inputs = [used('a', -10 * MINUTE), used('b', -5 * MINUTE), anInput('c', [session(49)])];
    const ranking = rankProfiles(inputs, aNeed(), NOW);
    expect(names(ranking)).toEqual(['b', 'c', 'a']);
    expect(ranking[0]?.parts).toEqual({ percentFree: 50, stick: 2 });
    expect(names(rankProfiles([used('b', -61 * MINUTE), anInput('c', [session(49)])], aNeed(), NOW))).toEqual([
      'c',
      'b',
    ]);
  });

  test('`stick` keeps the one that was used last while it has room', () => {
    const stick = { strategy: 'stick' } as const;
    const ranking = rankProfiles([used('a', -DAY, 99), anInput('b', [session(0)])], aNeed(), NOW, stick);
    expect(names(ranking)).toEqual(['a', 'b']);
    expect(ranking[0]?.ahead).toBe('strategy');
    expect(names(rankProfiles([used('a', -DAY, 100), anInput('b', [session(0)])], aNeed(), NOW, stick))).toEqual([
      'b',
      'a',
    ]);
  });

  test('`consume-first` takes what would be lost soonest', () => {
    const inputs = [
      anInput('much', [session(0, { resetsAt: at(4 * HOUR) })]),
      anInput('soon', [session(95, { resetsAt: at(HOUR) })]),
      anInput('gone', [session(100, { resetsAt: at(MINUTE) })]),
      anInput('unknown'),
    ];
    const ranking = rankProfiles(inputs, aNeed(), NOW, { strategy: 'consume-first' });
    expect(names(ranking)).toEqual(['soon', 'much', 'unknown', 'gone']);
    expect(names(rankProfiles(inputs, aNeed(), NOW))).toEqual(['much', 'unknown', 'soon', 'gone']);
  });

  test('`consume-first` asks what would be lost: neither a window of unknown use, nor turns that leave one by one', () => {
    const consume = { strategy: 'consume-first' } as const;
    const known = anInput('known', [session(90, { resetsAt: at(2 * HOUR) })]);
    const unknown = anInput('unknown', [session(null, { resetsAt: at(HOUR), state: 'unknown' }), week(10)]);
    expect(names(rankProfiles([unknown, known], aNeed(), NOW, consume))).toEqual(['known', 'unknown']);
    const pro = aProfile('pro', { limits: { planTier: 'pro' } });
    const counted = anInput(pro, [], { turns: [at(-4.5 * HOUR)] });
    expect(names(rankProfiles([counted, known], aNeed(), NOW, consume))).toEqual(['known', 'pro']);
  });

  test('the agents come in the order of the need', () => {
    const inputs = [anInput(aProfile('codex', { agent: 'codex' }), [session(0)]), anInput('claude', [session(90)])];
    const ranking = rankProfiles(inputs, aNeed({ agents: ['claude', 'codex'] }), NOW);
    expect(names(ranking)).toEqual(['claude', 'codex']);
    expect(ranking[0]?.ahead).toBe('agent');
    expect(names(rankProfiles(inputs, aNeed({ agents: ['codex', 'claude'] }), NOW))).toEqual(['codex', 'claude']);
  });

  test('groups outrank agents and scores, and those that none names come last', () => {
    const [a, b, c, d] = [
      anInput('a', [session(0)]),
      anInput('b', [session(10)]),
      anInput('c', [session(90)]),
      anInput(aProfile('d', { agent: 'codex' }), [session(50)]),
    ];
    const need = aNeed({ agents: ['claude', 'codex'], groups: [[c.profile.id], [b.profile.id, d.profile.id]] });
    const ranking = rankProfiles([a, b, c, d], need, NOW);
    expect(names(ranking)).toEqual(['c', 'b', 'd', 'a']);
    expect(ranking.map(({ ahead }) => ahead)).toEqual(['wish', 'score', 'wish', null]);
  });

  test('what is alike is ordered by priority, by name and by account', () => {
    const priority = [
      anInput(aProfile('z', { limits: { priority: 10 } }), [session(60)]),
      anInput('a', [session(50)]),
      anInput('b', [session(50)]),
    ];
    const ranking = rankProfiles(priority, aNeed(), NOW);
    expect(names(ranking)).toEqual(['z', 'a', 'b']);
    expect(ranking.map(({ ahead }) => ahead)).toEqual(['priority', 'name', null]);
  });
});

describe('a recommendation', () => {
  test('says what is left, what it is left of and what the score is the sum of', () => {
    const [one] = rankProfiles([anInput(limited({ priority: 3 }), [session(42.5), week(3)])], aNeed(), NOW);
    expect(one && recommendationOf(one)).toEqual({
      profile: 'work',
      score: 60.5,
      parts: { percentFree: 57.5, priority: 3 },
      headroomPercent: 57.5,
      available: true,
      reason: '57.5% left of its 5-hour window',
      cooldownUntil: null,
      authStatus: 'ok',
    });
  });

  test('is never merely low where the account is unavailable', () => {
    expect(recommendationOf(rankOne(anInput('work', [weekOf('fable', 100)]), aNeed({ model: 'fable' })))).toMatchObject(
      {
        available: false,
        reason: 'its week of fable is used up',
        cooldownUntil: at(3 * DAY),
      },
    );
  });

  test.for([
    [anInput('work'), 'nothing is known of its quota'],
    [anInput('work', [], { login: { auth: 'api-key', checkedAt: NOW } }), 'an API key has no windows'],
  ] as const)('says why the account is free although no number is known', ([input, reason]) => {
    expect(recommendationOf(rankOne(input))).toMatchObject({ available: true, reason, headroomPercent: null });
  });
});
