import { accountId } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountName } from '../src/render/account-name.ts';
import { clockTime } from '../src/render/clock-time.ts';
import { count } from '../src/render/count.ts';
import { cutEnd, cutMiddle } from '../src/render/cut.ts';
import { duration } from '../src/render/duration.ts';
import { money } from '../src/render/money.ts';
import { printable, printableLine } from '../src/render/printable.ts';

describe('a duration', () => {
  test.for([
    [0, '0.0s'],
    [6_100, '6.1s'],
    [9_949, '9.9s'],
    [9_951, '10s'],
    [59_600, '1m'],
    [72_000, '1m 12s'],
    [3_599_600, '1h'],
    [7_800_000, '2h 10m'],
    [86_390_000, '1d'],
    [338_400_000, '3d 22h'],
  ] as const)('of %i ms is said as %s', ([ms, said]) => {
    expect(duration(ms)).toBe(said);
  });

  test('never shows sixty of a smaller unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 * 86_400_000 }), (ms) => {
        expect(duration(ms)).not.toMatch(/\b60[sm]|\b24h/);
      }),
    );
  });
});

test.for([
  [null, '-'],
  [0, '$0.00'],
  [0.004, '<$0.01'],
  [0.31, '$0.31'],
  [12.5, '$12.50'],
] as const)('%s dollars are written %s', ([usd, written]) => {
  expect(money(usd)).toBe(written);
});

test.for([
  [null, '-'],
  [0, '0'],
  [999, '999'],
  [3_100, '3.1k'],
  [9_949, '9.9k'],
  [9_951, '10k'],
  [84_000, '84k'],
  [999_600, '1.0M'],
  [1_240_000, '1.2M'],
  [999_900_000, '999.9M'],
  [999_960_000, '1.0B'],
  [1_157_107_565, '1.2B'],
] as const)('%s tokens are written %s', ([value, written]) => {
  expect(count(value)).toBe(written);
});

test.for([
  ['2026-11-21T03:33:00.000Z', '04:33'],
  ['2026-11-24T00:00:00.000Z', 'Tue 01:00'],
  ['2026-12-02T00:00:00.000Z', '2 Dec 01:00'],
] as const)('%s is shown as %s to somebody in Vienna', ([at, shown]) => {
  expect(clockTime(at, { now: '2026-11-21T01:00:00.000Z', timeZone: 'Europe/Vienna' })).toBe(shown);
});

describe('text from outside', () => {
  test('cannot move the cursor, set the title or write the clipboard', () => {
    expect(printable('a\u001b[2Jb\u001b]0;title\u0007c\u001b]52;c;QQ==\u0007d\u0008e')).toBe('abcde');
  });

  test('cannot turn the direction of what stands behind it, and keeps what is read from right to left', () => {
    expect(printable('a\u202ebusy\u202c \u2066x\u2069')).toBe('abusy x');
    expect(printable('שלום العربية')).toBe('שלום العربية');
  });

  test('keeps its lines and tabs', () => {
    expect(printable('a\r\n\tb\rc')).toBe('a\n\tb\nc');
    expect(printableLine(' a\n\n  b ')).toBe('a b');
  });

  test('has no control character left, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
    );
  });
});

test('paths are cut in the middle and prose at its end, by cells', () => {
  expect(cutMiddle('packages/cli/src/commands/run.ts', 17, '…')).toBe('packages…s/run.ts');
  expect(cutEnd('漢字漢字漢字', 7, '…')).toBe('漢字漢…');
  expect(cutEnd('anything', 0, '…')).toBe('');
});

test.for([
  [null, 'claude'],
  ['/home/ada/.claude-work', 'claude (~/.claude-work)'],
  ['/srv/claude', 'claude (/srv/claude)'],
  ['/home/adam/.claude', 'claude (/home/adam/.claude)'],
] as const)('an account without a profile in %s is called "%s"', ([configDir, name]) => {
  expect(accountName({ agent: 'claude', configDir, id: accountId('claude', configDir) }, '/home/ada')).toBe(name);
});
