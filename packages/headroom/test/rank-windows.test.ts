import { describe, expect, test } from 'vitest';
import { rankProfiles, type RankInput, type Ranked } from '../src/index.ts';
import {
  aNeed,
  anInput,
  aProfile,
  at,
  byName,
  DAY,
  extra,
  HOUR,
  MINUTE,
  NOW,
  session,
  week,
  weekOf,
} from './support.ts';

/** The one account that was handed in. */
function rankOne(input: RankInput, need = aNeed(), policy = {}): Ranked {
  const [one] = rankProfiles([input], need, NOW, policy);
  if (one === undefined) throw new Error('nothing was ranked');
  return one;
}

const names = (ranking: readonly Ranked[]): readonly (string | null)[] => ranking.map(({ target }) => target.name);

describe('the window that binds', () => {
  test('is the one of the account that leaves least', () => {
    const one = rankOne(anInput('work', [session(20), week(58)]));
    expect(one).toMatchObject({
      headroomPercent: 42,
      score: 42,
      parts: { percentFree: 42 },
      evidence: 'fresh',
      binding: { windowId: 'weekly', usedPercent: 58, resetsAt: at(3 * DAY), source: 'control', ageMs: 0 },
      blocked: null,
    });
  });

  test('is never extra usage, nor the week of a model that nobody asked for', () => {
    const one = rankOne(anInput('work', [session(20), weekOf('fable', 99), extra({ usedPercent: 100 })]));
    expect(one).toMatchObject({ headroomPercent: 80, blocked: null });
  });

  test.for([
    ['claude-fable-5', 1],
    ['fable', 1],
    ['Fable', 1],
    ['claude-opus-5-5', 80],
    ['fabled', 80],
    [null, 80],
  ] as const)('is the week of fable for %s: %i percent are left', ([model, left]) => {
    const one = rankOne(anInput('work', [session(20), weekOf('fable', 99)]), aNeed({ model }));
    expect(one.headroomPercent).toBe(left);
  });

  test('is not that of a model of another vendor: its own accounts take their default', () => {
    const codex = anInput(aProfile('codex', { agent: 'codex' }), [session(20), weekOf('fable', 99)]);
    const one = rankOne(codex, aNeed({ agents: ['claude', 'codex'], model: 'fable' }));
    expect(one).toMatchObject({ headroomPercent: 80, target: { model: null } });
  });

  test('says nothing any more past its reset', () => {
    const one = rankOne(anInput('work', [session(100, { resetsAt: at(-1) }), week(30)]));
    expect(one).toMatchObject({ headroomPercent: 70, blocked: null, binding: { windowId: 'weekly' } });
  });
});

describe('an account that is used up', () => {
  test('is blocked until the last of its windows comes back', () => {
    const one = rankOne(anInput('work', [session(100), week(null, { state: 'exhausted' })]));
    expect(one).toMatchObject({ score: null, parts: {}, headroomPercent: 0 });
    expect(one.blocked).toEqual({
      reason: 'its 5-hour window is used up; its week is used up',
      until: at(3 * DAY),
      endsBy: 'time',
    });
  });

  test('is blocked by the week of a model only for runs of that model', () => {
    const input = anInput('work', [session(10), weekOf('fable', 100)]);
    expect(rankOne(input, aNeed({ model: 'fable' })).blocked).toMatchObject({ reason: 'its week of fable is used up' });
    expect(rankOne(input, aNeed({ model: 'opus' })).blocked).toBeNull();
  });

  test('is blocked however old the number is, because a window only fills until its reset', () => {
    expect(rankOne(anInput('work', [week(100, { capturedAt: at(-2 * DAY) })])).blocked).not.toBeNull();
  });

  test('is held for the cooldown where no reset is known, and no longer than the window is long', () => {
    const refused = { state: 'exhausted', resetsAt: null, capturedAt: at(-HOUR), windowMinutes: null } as const;
    expect(rankOne(anInput('work', [session(null, refused)])).blocked?.until).toBe(at(4 * HOUR));
    const short = aProfile('work', { limits: { rateLimitCooldownMs: 90 * MINUTE } });
    expect(rankOne(anInput(short, [session(null, refused)])).blocked?.until).toBe(at(30 * MINUTE));
    const over = anInput(aProfile('work', { limits: { rateLimitCooldownMs: HOUR } }), [session(null, refused)]);
    expect(rankOne(over)).toMatchObject({ blocked: null, headroomPercent: 0, score: 0 });
    const long = aProfile('work', { limits: { rateLimitCooldownMs: 9 * HOUR } });
    expect(rankOne(anInput(long, [session(null, { ...refused, windowMinutes: 300 })])).blocked?.until).toBe(
      at(4 * HOUR),
    );
  });

  test('comes after all that have room when the cooldown is over and still nothing else is known', () => {
    const tried = anInput(aProfile('tried', { limits: { rateLimitCooldownMs: HOUR, priority: 50 } }), [
      week(100, { resetsAt: null, capturedAt: at(-HOUR) }),
    ]);
    const ranking = rankProfiles([tried, anInput('low', [session(99)])], aNeed(), NOW);
    expect(names(ranking)).toEqual(['low', 'tried']);
    expect(ranking.map(({ ahead, blocked }) => [ahead, blocked])).toEqual([
      ['plan', null],
      [null, null],
    ]);
  });

  test('is freed by a run that began later and succeeded, where no reset is known', () => {
    const windows = [session(null, { state: 'exhausted', resetsAt: null, capturedAt: at(-HOUR) })];
    const success = { at: at(-MINUTE), failure: null, model: null };
    expect(rankOne(anInput('work', windows, { attempts: [success] })).blocked).toBeNull();
    expect(rankOne(anInput('work', windows, { attempts: [{ ...success, at: at(-2 * HOUR) }] })).blocked).not.toBeNull();
    expect(rankOne(anInput('work', [session(100)], { attempts: [success] })).blocked).not.toBeNull();
  });

  test('stays blocked where a person names it', () => {
    const profile = aProfile('work');
    expect(rankOne(anInput(profile, [session(100)]), byName(profile)).blocked).not.toBeNull();
  });

  test('stands behind the others, the earliest back first', () => {
    const ranking = rankProfiles(
      [
        anInput('never', [], { login: { auth: 'login-needed', checkedAt: NOW } }),
        anInput('late', [week(100)]),
        anInput('free', [session(99), week(99)]),
        anInput('soon', [session(100)]),
      ],
      aNeed(),
      NOW,
    );
    expect(names(ranking)).toEqual(['free', 'soon', 'late', 'never']);
    expect(ranking.map(({ ahead }) => ahead)).toEqual(['room', null, null, null]);
  });
});

describe('extra usage', () => {
  const used = [session(100), week(40)];
  const allowed = aProfile('work', { limits: { allowExtraUsage: true } });

  test('lets an account go on only where a person allows it and the account has some', () => {
    expect(rankOne(anInput('work', [...used, extra()])).blocked).not.toBeNull();
    expect(rankOne(anInput(allowed, used)).blocked).not.toBeNull();
    expect(rankOne(anInput(allowed, [...used, extra()]))).toMatchObject({
      blocked: null,
      usesExtra: true,
      headroomPercent: 0,
      score: 0,
      notes: ['its plan is used up: the vendor would charge extra'],
    });
  });

  test.for([
    ['used up', extra({ usedPercent: 100 })],
    ['refused', extra({ state: 'exhausted' })],
    ['spent', extra({ amount: { used: 20, limit: 20, unit: 'usd' } })],
    ['over', extra({ resetsAt: at(-1) })],
  ] as const)('that is %s does not', ([, window]) => {
    expect(rankOne(anInput(allowed, [...used, window])).blocked).not.toBeNull();
  });

  test('comes after every plan that has room, whatever their scores are', () => {
    const rich = aProfile('rich', { limits: { allowExtraUsage: true, priority: 500 } });
    const ranking = rankProfiles([anInput(rich, [...used, extra()]), anInput('poor', [session(99)])], aNeed(), NOW);
    expect(names(ranking)).toEqual(['poor', 'rich']);
    expect(ranking[0]?.ahead).toBe('plan');
  });

  test('does not help where a run was refused for the limit since', () => {
    const limit = { windowId: 'session', appliesTo: null, resetsAt: at(2 * HOUR) };
    const attempts = [{ at: at(-MINUTE), model: null, failure: { class: 'limit', limit } }] as const;
    const older = [...used, extra({ capturedAt: at(-2 * MINUTE) })];
    expect(rankOne(anInput(allowed, older, { attempts })).blocked?.until).toBe(at(2 * HOUR));
    expect(rankOne(anInput(allowed, [...used, extra()], { attempts })).blocked).toBeNull();
  });
});

describe('an account of which', () => {
  test('nothing is known counts as half free', () => {
    expect(rankOne(anInput('work'))).toMatchObject({
      score: 50,
      parts: { assumed: 50 },
      headroomPercent: null,
      binding: null,
      evidence: 'none',
    });
  });

  test('nothing is known says why its numbers could not be read', () => {
    const profile = aProfile('work');
    const problem = { code: 'trust-prompt', detail: 'Trust this folder?', at: NOW, retryAt: null };
    const quota = { account: profile, good: null, problem, samples: [] };
    expect(rankOne(anInput(profile, [], { quota })).notes).toEqual(['its quota is not known: trust-prompt']);
  });

  test('the numbers are old is worth less, down to half, and never more than its numbers', () => {
    const score = (used: number, ageMs: number): number | null =>
      rankOne(anInput('work', [session(used, { capturedAt: at(-ageMs) })])).score;
    expect(score(10, 15 * MINUTE)).toBe(90);
    expect(score(10, 75 * MINUTE)).toBe(70);
    expect(score(10, 10 * HOUR)).toBe(50);
    expect(score(80, 10 * HOUR)).toBe(20);
    expect(rankOne(anInput('work', [session(10, { capturedAt: at(-75 * MINUTE) })]))).toMatchObject({
      evidence: 'stale',
      headroomPercent: 90,
      parts: { percentFree: 90, uncertain: -20 },
    });
  });

  test('the number comes from a clock that was ahead is not trusted', () => {
    expect(rankOne(anInput('work', [session(10, { capturedAt: at(HOUR) })]))).toMatchObject({
      score: 50,
      evidence: 'stale',
    });
    expect(rankOne(anInput('work', [session(10, { capturedAt: at(MINUTE) })])).score).toBe(90);
  });

  test('nothing fresh is known comes after all others, or is blocked, by the policy', () => {
    const inputs = [
      anInput('none'),
      anInput('old', [session(0, { capturedAt: at(-HOUR) })]),
      anInput('low', [session(95)]),
    ];
    expect(names(rankProfiles(inputs, aNeed(), NOW))).toEqual(['old', 'none', 'low']);
    const avoiding = rankProfiles(inputs, aNeed(), NOW, { withoutEvidence: 'avoid' });
    expect(names(avoiding)).toEqual(['low', 'old', 'none']);
    expect(avoiding[0]?.ahead).toBe('evidence');
    const blocking = rankProfiles(inputs, aNeed(), NOW, { withoutEvidence: 'block' });
    expect(blocking.map(({ blocked }) => blocked?.reason ?? null)).toEqual([
      null,
      'nothing is known of its quota',
      'nothing fresh is known of its quota',
    ]);
    expect(blocking[1]?.blocked).toMatchObject({ until: null, endsBy: 'time' });
  });

  test('only turns were counted is ranked by them, as far as a count can be trusted', () => {
    const profile = aProfile('work', { limits: { planTier: 'pro' } });
    const turns = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => at(-HOUR + i * 1000));
    expect(rankOne(anInput(profile, [], { turns: turns(9) }))).toMatchObject({
      evidence: 'counted',
      headroomPercent: 80,
      score: 50,
      binding: { source: 'turns' },
      notes: ['by counted turns: those made elsewhere are missing'],
    });
    expect(rankOne(anInput(profile, [], { turns: turns(45) })).blocked).toEqual({
      reason: 'its 5-hour window by counted turns is used up',
      until: at(4 * HOUR),
      endsBy: 'time',
    });
    expect(rankOne(anInput(profile, [week(10)], { turns: turns(45) }))).toMatchObject({ evidence: 'fresh', score: 90 });
    expect(rankOne(anInput('work', [], { turns: turns(45) })).evidence).toBe('none');
  });
});

describe('what is kept for the person', () => {
  const profile = aProfile('work', { limits: { reservePercent: 10 } });

  test('is taken off where nobody waits for the run, and only there', () => {
    expect(rankOne(anInput(profile, [session(40)]), aNeed({ attended: false }))).toMatchObject({
      score: 50,
      parts: { percentFree: 60, reserve: -10 },
      headroomPercent: 60,
    });
    expect(rankOne(anInput(profile, [session(40)])).score).toBe(60);
  });

  test('blocks unattended work from the reserve on until the reset, and says so', () => {
    const unattended = aNeed({ attended: false });
    expect(rankOne(anInput(profile, [session(89.9)]), unattended).blocked).toBeNull();
    expect(rankOne(anInput(profile, [session(90)]), unattended).blocked).toEqual({
      reason: '10% left of its 5-hour window, 10% are kept for you',
      until: at(2 * HOUR),
      endsBy: 'time',
    });
    expect(rankOne(anInput(profile, [session(90)])).blocked).toBeNull();
  });

  test('is not spent by unattended work that goes on with extra usage', () => {
    const both = aProfile('work', { limits: { reservePercent: 10, allowExtraUsage: true } });
    const input = anInput(both, [session(100), extra()]);
    expect(rankOne(input, aNeed({ attended: false })).blocked).not.toBeNull();
    expect(rankOne(input).blocked).toBeNull();
  });
});
