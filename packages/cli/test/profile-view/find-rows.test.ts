import { expect, test } from 'vitest';
import { findRows, skipRows } from '../../src/profile-view/find-rows.ts';
import { fakeTerminal } from '../fake-terminal.ts';

test('a find says where it is, why it is taken for an account, and whether it is in use', () => {
  const find = {
    agent: 'codex' as const,
    configDir: '/home/ada/.codex-api',
    name: 'api',
    evidence: ['holds sessions/', 'CODEX_HOME names it'],
    hasLogin: true,
    inUse: true,
  };
  expect(findRows(find, fakeTerminal())).toEqual([
    ' ● api',
    '   agent    Codex',
    '   where    ~/.codex-api',
    '   because  holds sessions/; CODEX_HOME names it',
    '   login    there',
  ]);
});

test('what was passed over says why, on one line of a terminal and whole elsewhere', () => {
  const skipped = [
    { path: '/home/ada/.claude-\u001b[2Jold', reason: `holds nothing of Claude Code ${'x'.repeat(90)}` },
  ];
  const [row = ''] = skipRows(skipped, fakeTerminal());
  expect(row).toMatch(/^ {3}passed over ~\/\.claude-old: holds nothing of Claude Code/);
  expect(row).toHaveLength(80);
  expect(skipRows(skipped, fakeTerminal({ tty: false }))[0]).toMatch(/x{90}$/);
});
