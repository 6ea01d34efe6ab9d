import { CcxError } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { parseAssignment, parseChoice, parseCount, parseDuration, parseUsd } from '../src/commands/parse-values.ts';

describe('a duration on the command line', () => {
  test.for([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['500ms', 500],
    ['45', 45_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
  ] as const)('%s is %i ms', ([text, ms]) => {
    expect(parseDuration(text, '--timeout')).toBe(ms);
  });

  test.for(['', 'soon', '0', '0s', '-5s', '5x', '10 minutes', 's', '1e3'])('"%s" is refused', (text) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(/--timeout is "/);
  });
});

test.for([
  ['a zero count', () => parseCount('0', '--max-turns')],
  ['a broken count', () => parseCount('3.5', '--max-turns')],
  ['a count in words', () => parseCount('many', '--max-turns')],
  ['no money', () => parseUsd('0', '--budget')],
  ['money in words', () => parseUsd('a lot', '--budget')],
  ['an assignment without a name', () => parseAssignment('=x', '--env')],
  ['an assignment without a value', () => parseAssignment('DEBUG', '--env')],
  ['an unknown choice', () => parseChoice('root', '--permission', ['safe', 'edit'])],
] as const)('%s is refused as an invalid argument', ([, parse]) => {
  try {
    parse();
    expect.unreachable();
  } catch (error) {
    expect(CcxError.is(error, 'invalid_argument')).toBe(true);
  }
});

test('values that fit are taken over', () => {
  expect(parseCount('20', '--max-turns')).toBe(20);
  expect(parseUsd('$2.50', '--budget')).toBe(2.5);
  expect(parseAssignment('A=b=c', '--env')).toEqual(['A', 'b=c']);
  expect(parseAssignment('A=', '--env')).toEqual(['A', '']);
  expect(parseChoice('edit', '--permission', ['safe', 'edit'])).toBe('edit');
});
