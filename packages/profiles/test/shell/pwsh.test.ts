import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quotePwsh } from '../../src/shell/pwsh/quote.ts';
import { cases } from '../long-form.ts';
import { hostile } from './hostile.ts';

// PowerShell itself was not there to be asked: these tests hold the quoting to its rules as its documentation gives them
// (about_Quoting_Rules and the grammar of verbatim strings, read on 2026-11-21).

test('a text is read back as it was', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(readExpression(quotePwsh(text))).toBe(text);
    }),
    { numRuns: cases(1000) },
  );
});

test('an expression is printable ASCII on one line, whatever the code page of the console', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(quotePwsh(text)).toMatch(/^[ -~]+$/);
    }),
    { numRuns: cases(300) },
  );
});

test.each([
  ['/home/ada', "'/home/ada'"],
  ["o'neil", "'o''neil'"],
  ['C:\\Users\\ada\\', "'C:\\Users\\ada\\'"],
  ['$env:x `n "q"', '\'$env:x `n "q"\''],
  ['\u2019', "'' + [char]0x2019"],
  ['a\nb', "'a' + [char]0xA + 'b'"],
  ['~~~~', "'~~~~'"],
  ['😀', "'' + [char]0xD83D + [char]0xDE00"],
])('%j is %s', (text, expression) => {
  expect(quotePwsh(text)).toBe(expression);
});

describe('the rule by which these tests read', () => {
  test.each(["'a\u2019b'", "'a\u2018b'", "'a\u201ab'", "'a\u201bb'", "'a'b'", "'a", "[char]0x41 + 'a'", "'a' 'b'"])(
    '%s is no text',
    (expression) => {
      expect(() => readExpression(expression)).toThrow('no expression');
    },
  );
  test.each([
    ["'a''b'", "a'b"],
    ["'a\u2019\u2019b'", 'a\u2019b'],
    ["'' + [char]0x2019", '\u2019'],
  ])('%s is one', (expression, text) => {
    expect(readExpression(expression)).toBe(text);
  });
});

/** All of these are single quotes to PowerShell; two in a row within a string are the second one of them. */
const QUOTES = "'\u2018\u2019\u201a\u201b";

/** Strings and numbered characters with `+` between them; a string first, or `+` would not append. */
function readExpression(expression: string): string {
  const tokens = [
    ...expression.matchAll(
      new RegExp(
        String.raw`[${QUOTES}]((?:[^${QUOTES}]|[${QUOTES}]{2})*)[${QUOTES}]|\[char\]0x([0-9A-F]{1,4})|( \+ )|.`,
        'gsu',
      ),
    ),
  ];
  const terms = tokens.map(([all, string, number, plus], index) => {
    if (string !== undefined && index % 2 === 0)
      return string.replaceAll(new RegExp(`[${QUOTES}]([${QUOTES}])`, 'g'), '$1');
    if (number !== undefined && index % 2 === 0 && index > 0) return String.fromCharCode(Number.parseInt(number, 16));
    if (plus !== undefined && index % 2 === 1) return '';
    throw new Error(`no expression: ${expression} at ${all}`);
  });
  return terms.join('');
}
