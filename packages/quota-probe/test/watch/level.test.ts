import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelCrossings, levelOf, type QuotaLevel } from '../../src/watch/level.ts';
import { aSnapshot, aWindow } from '../support-windows.ts';

const now = '2026-11-21T12:00:00.000Z';

test.for([
  [null, null],
  [0, 'ok'],
  [89.9, 'ok'],
  [90, 'soft'],
  [99.9, 'soft'],
  [100, 'hard'],
  [104, 'hard'],
] as const)('a window that is used up to %s percent is %s', ([usedPercent, level]) => {
  expect(levelOf(aSnapshot(aWindow({ usedPercent, capturedAt: now })), now)).toBe(level);
});

function crossed(levels: readonly (QuotaLevel | null)[]): readonly (string | null)[] {
  return levels.map(levelCrossings());
}

describe('a crossing', () => {
  test('is told once', () => {
    expect(crossed(['ok', 'soft', 'soft', 'hard', 'hard', 'ok', 'ok'])).toEqual([
      null,
      'soft',
      null,
      'hard',
      null,
      'reset',
      null,
    ]);
  });

  test('that had happened before anybody looked is told', () => {
    expect(crossed(['hard'])).toEqual(['hard']);
    expect(crossed(['ok'])).toEqual([null]);
  });

  test('is not told again after a time of which nothing is known', () => {
    expect(crossed(['hard', null, 'hard', null, 'ok'])).toEqual(['hard', null, null, null, 'reset']);
  });

  test('down to a nearly full week is a reset', () => {
    expect(crossed(['hard', 'soft'])).toEqual(['hard', 'reset']);
  });

  test('never follows an equal one without another between them', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('ok', 'soft', 'hard', null)), (levels) => {
        const told = crossed(levels).filter((one) => one !== null && one !== 'reset');
        const resets = crossed(levels).filter((one) => one === 'reset');
        expect(told.length).toBeGreaterThanOrEqual(resets.length > 0 ? 1 : 0);
        for (const [at, one] of crossed(levels).entries()) {
          if (at === 0 || one === null) continue;
          const before = crossed(levels.slice(0, at)).findLast((earlier) => earlier !== null);
          if (one !== 'reset') expect(before).not.toBe(one);
        }
      }),
    );
  });
});
