import type { QuotaWindow } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankProfiles, type RankInput, type RankPolicy, type Ranked } from '../src/index.ts';
import { cases } from './long-form.ts';
import {
  aNeed,
  anInput,
  aProfile,
  aState,
  at,
  extra,
  failed,
  HOUR,
  MINUTE,
  NOW,
  session,
  succeeded,
  week,
} from './support.ts';

const RUNS = { numRuns: cases(150) } as const;

const ago = (mostMs: number): fc.Arbitrary<string> => fc.integer({ min: 0, max: mostMs }).map((ms) => at(-ms));
const ahead = (mostMs: number): fc.Arbitrary<string> => fc.integer({ min: 1, max: mostMs }).map((ms) => at(ms));
const percent = fc.oneof(fc.integer({ min: 0, max: 110 }), fc.double({ min: 0, max: 110, noNaN: true }));

const facts = fc.record({ capturedAt: ago(6 * HOUR), resetsAt: fc.option(ahead(4 * HOUR)) });
const windows: fc.Arbitrary<readonly QuotaWindow[]> = fc
  .tuple(fc.option(fc.tuple(fc.option(percent), facts)), fc.option(fc.tuple(fc.option(percent), facts)), fc.boolean())
  .map(([one, other, more]) => [
    ...(one === null ? [] : [session(...one)]),
    ...(other === null ? [] : [week(...other)]),
    ...(more ? [extra()] : []),
  ]);
const attempts = fc.array(
  fc.oneof(
    ago(6 * HOUR).map((when) => succeeded(when)),
    ago(6 * HOUR).map((when) => failed('overload', when)),
    fc.tuple(ago(6 * HOUR), ahead(HOUR)).map(([when, resetsAt]) => failed('limit', when, { resetsAt })),
  ),
  { maxLength: 3 },
);
const account = fc
  .record({
    name: fc.stringMatching(/^[a-z]{1,3}$/),
    windows,
    attempts,
    samples: fc.array(fc.record({ ms: fc.integer({ min: 0, max: 4 * HOUR }), usedPercent: percent }), { maxLength: 3 }),
    running: fc.integer({ min: 0, max: 3 }),
    usage: fc.option(
      fc.record({ tokensDay: fc.option(fc.nat(1200)), tokensWeek: fc.constant(null), usdMonth: fc.constant(null) }),
    ),
    auth: fc.constantFrom('ok', 'unknown', 'api-key', 'login-needed'),
    lastUsedAt: fc.option(ago(2 * HOUR)),
    limits: fc.record({
      priority: fc.integer({ min: -9, max: 9 }),
      reservePercent: fc.constantFrom(0, 0, 10),
      allowExtraUsage: fc.boolean(),
      dailyTokenBudget: fc.constantFrom(1_000, 100_000),
    }),
  })
  .map(({ name, windows: known, samples, auth, limits, lastUsedAt, ...rest }): RankInput => {
    const profile = aProfile(name, { limits, lastUsedAt });
    const sorted = samples.toSorted((a, b) => b.ms - a.ms);
    const quota = aState(
      profile,
      known,
      sorted.map(({ ms, usedPercent }) => ({ at: at(-ms), windowId: 'session', usedPercent })),
    );
    return anInput(profile, [], { quota, login: { auth, checkedAt: at(-MINUTE) }, ...rest });
  });
const accounts = fc.uniqueArray(account, { minLength: 1, maxLength: 6, selector: ({ profile }) => profile.id });
const policy: fc.Arbitrary<RankPolicy> = fc.record({
  strategy: fc.constantFrom('balanced', 'consume-first', 'stick'),
  withoutEvidence: fc.constantFrom('assume', 'avoid', 'block'),
});
const need = fc.boolean().map((attended) => aNeed({ attended }));

const isUsedUp = ({ usedPercent, state }: QuotaWindow): boolean => state === 'exhausted' || (usedPercent ?? 0) >= 100;

describe('a ranking', () => {
  test('has each account once, those with room first, each score the sum of its parts', () => {
    fc.assert(
      fc.property(accounts, need, policy, (inputs, wanted, how) => {
        const ranking = rankProfiles(inputs, wanted, NOW, how);
        expect(ranking.map(({ target }) => target.account.id).toSorted()).toEqual(
          inputs.map(({ profile }) => profile.id).toSorted(),
        );
        const free = ranking.map(({ blocked }) => blocked === null);
        expect(free).toEqual(free.toSorted((a, b) => Number(b) - Number(a)));
        for (const { score, parts, blocked } of ranking) {
          if (blocked === null)
            expect(score).toBeCloseTo(
              Object.values(parts).reduce((sum, part) => sum + part, 0),
              6,
            );
          else expect({ score, parts }).toEqual({ score: null, parts: {} });
          if (blocked !== null) expect(blocked.reason).not.toBe('');
          if (blocked?.until) expect(blocked.until > NOW).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('does not depend on the order in which the accounts are handed in', () => {
    const shuffled = accounts.chain((inputs) =>
      fc.tuple(
        fc.constant(inputs),
        fc.shuffledSubarray(inputs, { minLength: inputs.length, maxLength: inputs.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, need, policy, ([inputs, other], wanted, how) => {
        expect(rankProfiles(other, wanted, NOW, how)).toEqual(rankProfiles(inputs, wanted, NOW, how));
      }),
      RUNS,
    );
  });

  test('never puts an account that is used up first while another has room', () => {
    fc.assert(
      fc.property(accounts, need, policy, (inputs, wanted, how) => {
        const [first] = rankProfiles(inputs, wanted, NOW, how);
        if (first === undefined || first.blocked !== null || !first.windows.some(isUsedUp)) return;
        // Extra usage that a person allowed, or a limit that was waited for: but only where nothing else has room.
        const others = rankProfiles(inputs, wanted, NOW, how).slice(1);
        expect(others.filter(({ blocked, windows }) => blocked === null && !windows.some(isUsedUp))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('never puts an account lower because more of one of its windows is left', () => {
    const better = fc.tuple(accounts, fc.nat(), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(better, need, policy, ([inputs, whose, which, share], wanted, how) => {
        const one = inputs[whose % inputs.length];
        const quota = one?.quota ?? null;
        const good = quota?.good ?? null;
        const window = good?.windows[which % good.windows.length];
        if (one === undefined || quota === null || good === null) return;
        if (window === undefined || window.usedPercent === null) return;
        const used = window.usedPercent * share;
        const roomier: RankInput = {
          ...one,
          quota: {
            ...quota,
            good: { ...good, windows: good.windows.map((w) => (w === window ? { ...w, usedPercent: used } : w)) },
          },
        };
        const before = rankProfiles(inputs, wanted, NOW, how);
        const after = rankProfiles(
          inputs.map((each) => (each === one ? roomier : each)),
          wanted,
          NOW,
          how,
        );
        const [was, is] = [find(before, one), find(after, one)];
        // What is blocked has no place, and a number that a later success refutes is no headroom.
        if (was === undefined || was.score === null || !was.windows.includes(window)) return;
        expect(is?.blocked).toBeNull();
        expect(is?.score).toBeGreaterThanOrEqual(was.score);
        expect(placeOf(after, one)).toBeLessThanOrEqual(placeOf(before, one));
      }),
      { numRuns: cases(400) },
    );
  });
});

function find(ranking: readonly Ranked[], { profile }: RankInput): Ranked | undefined {
  return ranking.find(({ target }) => target.account.id === profile.id);
}

function placeOf(ranking: readonly Ranked[], { profile }: RankInput): number {
  return ranking.findIndex(({ target }) => target.account.id === profile.id);
}
