import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandWords, quoteWord } from '../../src/statusline/command-words.ts';
import { readOwnCommand, writeOwnCommand } from '../../src/statusline/own-command.ts';

/** Words that a command line can hold. */
const word = fc.string({ maxLength: 40, unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));

test('a command line of ccx is read as it was written, whatever it keeps', () => {
  fc.assert(
    fc.property(word, word, fc.boolean(), (tee, format, node) => {
      const own = {
        program: node ? ['/opt/my node/bin/node', "/home/o'neil/cli/dist/bin.js"] : ['ccx'],
        tee: tee === '' ? null : tee,
        format: format === '' ? null : format,
      };
      expect(readOwnCommand(writeOwnCommand(own))).toEqual(own);
    }),
    { numRuns: 500 },
  );
});

test('a shell reads a quoted word as it was', () => {
  const words = ["it's", 'a b', '$HOME', '`id`', '"x"', '\\', 'a\nb', '', '*', "''", '!!', '~'];
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(quoteWord).join(' ')}`], { encoding: 'utf8' });
  expect(printed.split('\0').slice(0, -1)).toEqual(words);
});

test.for([
  ['ccx statusline', true],
  ['/usr/local/bin/ccx statusline --no-color', true],
  ['/usr/bin/node "/x/packages/cli/dist/bin.js" statusline', true],
  ['ccx quota statusline', false],
  ['ccx statusline | head -1', false],
  ['statusline', false],
  ['node /other/bin.js statusline', false],
  ['my-ccx-like statusline', false],
  ['', false],
] as const)('%s is ccx: %s', ([line, is]) => {
  expect(readOwnCommand(line) !== null).toBe(is);
});

describe('the words of a command line', () => {
  test.for([
    [`a 'b c' "d e"f\\ g`, ['a', 'b c', 'd ef g']],
    [`''`, ['']],
    ['a | b', null],
    ['a $B', null],
    ['a "$B"', null],
    [`a 'open`, null],
    ['a; b', null],
  ] as const)('of %s', ([line, words]) => {
    expect(commandWords(line)).toEqual(words);
  });
});
