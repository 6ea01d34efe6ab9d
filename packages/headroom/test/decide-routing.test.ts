import { describe, expect, test } from 'vitest';
import { decideRouting, readRouting } from '../src/index.ts';
import { aProfile, aSnapshot, aState, at, HOUR, MINUTE, NOW, session, week, weekOf } from './support.ts';

const work = aProfile('work');
const now = NOW;

describe('the decision on one snapshot', () => {
  test('prefers an account with room in every window', () => {
    const snapshot = aSnapshot(work, [session(42, { capturedAt: at(-MINUTE) }), week(18)]);
    expect(decideRouting(snapshot, { now })).toEqual({
      prefer: true,
      snapshotPresent: true,
      fresh: true,
      ageMs: MINUTE,
      snapshot,
      reason: '58% left of its 5-hour window',
    });
  });

  test('does not prefer one of which a window is used up, however old that number is', () => {
    const old = aSnapshot(work, [session(10), week(100, { capturedAt: at(-9 * HOUR) })]);
    expect(decideRouting(old, { now, withoutEvidence: 'assume' })).toMatchObject({
      prefer: false,
      reason: 'its week is used up',
    });
    expect(decideRouting(aSnapshot(work, [session(100, { resetsAt: at(-1) }), week(10)]), { now }).prefer).toBe(true);
  });

  test('counts the week of a model only where that model is asked for', () => {
    const snapshot = aSnapshot(work, [session(10), weekOf('fable', 100)]);
    expect(decideRouting(snapshot, { now }).prefer).toBe(true);
    expect(decideRouting(snapshot, { now, model: 'claude-fable-5' }).prefer).toBe(false);
  });

  test('keeps a reserve free', () => {
    const snapshot = aSnapshot(work, [session(90)]);
    expect(decideRouting(snapshot, { now, reservePercent: 9 }).prefer).toBe(true);
    expect(decideRouting(snapshot, { now, reservePercent: 10 })).toMatchObject({
      prefer: false,
      reason: '10% left of its 5-hour window, 10% are kept free',
    });
  });

  test.for([
    ['no snapshot', null, false, 'nothing is known of its quota'],
    ['no numbers', aSnapshot(work, [session(null)]), true, 'no window says how much is left'],
    [
      'numbers that are old',
      aSnapshot(work, [session(10, { capturedAt: at(-16 * MINUTE) })]),
      true,
      '90% left of its 5-hour window, as it was 16 minutes ago',
    ],
  ] as const)('is its own where there are %s, and the policy says what it means', ([, snapshot, present, reason]) => {
    const decision = { snapshotPresent: present, fresh: false, reason };
    expect(decideRouting(snapshot, { now })).toMatchObject({ ...decision, prefer: false });
    expect(decideRouting(snapshot, { now, withoutEvidence: 'block' })).toMatchObject({ ...decision, prefer: false });
    expect(decideRouting(snapshot, { now, withoutEvidence: 'assume' })).toMatchObject({ ...decision, prefer: true });
  });

  test('takes another age for old where one is named', () => {
    const snapshot = aSnapshot(work, [session(10, { capturedAt: at(-16 * MINUTE) })]);
    expect(decideRouting(snapshot, { now, staleAfterMs: 16 * MINUTE })).toMatchObject({ fresh: true, prefer: true });
    expect(decideRouting(snapshot, { now, staleAfterMs: 0 }).fresh).toBe(false);
  });

  test('asks a cache and nobody else', async () => {
    const cache = { read: async () => aState(work, [session(42)]) };
    const decision = await readRouting({ cache, account: work, now });
    expect(decision).toEqual(decideRouting(aSnapshot(work, [session(42)]), { now }));
  });
});
