import { expect, test } from 'vitest';
import { geminiArguments } from '../../src/gemini/session-arguments.ts';

const ID = '11111111-2222-4333-8444-555555555555';

test.each([
  ['', null],
  ['-p hi', null],
  ['-p mcp', null],
  ['mend mcp', null],
  ['-m gemini-2.5-pro -i hi', null],
  ['--acp', null],
  ['-r latest', null],
  ['-- --version', null],
  [`-r ${ID}`, ID],
  [`--session-id ${ID} -i hi`, ID],
  [`--resume=${ID}`, ID],
  ['--session-id ../../etc', null],
])('`gemini %s` is a session', (line, session) => {
  expect(geminiArguments(line.split(' ').filter((word) => word !== ''))).toEqual({ session });
});

test.each(['--version', '-d mcp list', 'extensions update --all', '--list-sessions', '--delete-session 1', '-l'])(
  '`gemini %s` is none',
  (line) => {
    expect(geminiArguments(line.split(' '))).toBeNull();
  },
);
