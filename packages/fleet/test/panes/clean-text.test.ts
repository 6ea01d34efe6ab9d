import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText } from '../../src/panes/clean-text.ts';
import { submittable } from '../../src/panes/submittable.ts';

test.for([
  ['lines and tabs stay', 'a\n\n\tb  \n', 'a\n\n\tb  \n'],
  ['text of any language stays', 'Grüße 漢字 עברית 👩‍👩‍👧 ✳', 'Grüße 漢字 עברית 👩‍👩‍👧 ✳'],
  ['colours go as a whole', '\u001b[1;31mred\u001b[0m', 'red'],
  ['titles and clipboard writes go as a whole', '\u001b]0;evil\u0007a\u001b]52;c;ZXZpbA==\u001b\\b', 'ab'],
  ['an open sequence takes nothing along', '\u001b]0;my text\nis long', ']0;my text\nis long'],
  ['the end of a paste goes', 'a\u001b[201~b', 'ab'],
  ['so does one that is made of two', 'a\u001b\u001b[201~[201~b', 'a[201~b'],
  ['and one in 8 bits', 'a\u009b201~b', 'a201~b'],
  ['Ctrl-C, Ctrl-D, backspace and delete go', 'a\u0003b\u0004c\bd\u007fe', 'abcde'],
  ['line ends of other systems are line feeds', 'a\r\nb\rc', 'a\nb\nc'],
  ['half a surrogate pair is a replacement character', 'a\ud83d b', 'a\ufffd b'],
] as const)('%s', ([, text, clean]) => {
  expect(cleanText(text)).toBe(clean);
});

const nasty = fc
  .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001b', '[', ']', '201~', '\u009b', '\r', '\u0007')))
  .map((parts) => parts.join(''));

test('nothing is left that a terminal or a program takes for more than text', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      expect(cleanText(text)).not.toMatch(/[\0-\u0008\u000b-\u001f\u007f-\u009f]/);
      expect(cleanText(text)).not.toMatch(/\p{Surrogate}/u);
    }),
  );
});

test('what is clean stays as it is', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      expect(cleanText(cleanText(text))).toBe(cleanText(text));
    }),
  );
});

test('a space keeps Enter from breaking the line or picking from a list, and nothing else is added', () => {
  for (const text of ['a\\', '@', 'see @src/x.ts', 'a\n@x', 'use $skill']) expect(submittable(text)).toBe(`${text} `);
  for (const text of ['a', '/help', 'mail@host', '@x and', 'a\\b', 'costs 5$', '@x\n'])
    expect(submittable(text)).toBe(text);
});
