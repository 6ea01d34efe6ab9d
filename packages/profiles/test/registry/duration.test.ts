import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationMs, durationText } from '../../src/registry/duration.ts';
import { cases } from '../long-form.ts';

test.for([
  ['5h', 18_000_000],
  ['90m', 5_400_000],
  ['1h30m', 5_400_000],
  ['5h0m0s', 18_000_000],
  ['2d', 172_800_000],
  ['1s', 1_000],
  ['366d', 31_622_400_000],
  ['', null],
  ['0h', null],
  ['5', null],
  ['5 h', null],
  ['1.5h', null],
  ['-5h', null],
  ['30m1h', null],
  ['367d', null],
  ['999999999d', null],
] as const)('%s is %s milliseconds', ([text, ms]) => {
  expect(durationMs(text)).toBe(ms);
});

test('what is written is read again, in its largest whole unit', () => {
  expect([18_000_000, 5_400_000, 1_000, 172_800_000].map(durationText)).toEqual(['5h', '90m', '1s', '48h']);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 366 * 86_400 }), (seconds) => {
      expect(durationMs(durationText(seconds * 1_000))).toBe(seconds * 1_000);
    }),
    { numRuns: cases(100) },
  );
  expect(durationMs(durationText(1_500))).toBeNull();
});
