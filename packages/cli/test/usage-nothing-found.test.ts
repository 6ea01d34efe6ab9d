import { expect, test } from 'vitest';
import { nothingFound } from '../src/usage-view/nothing-found.ts';
import { fakeTerminal } from './fake-terminal.ts';

const ACCOUNTS = [
  { agent: 'claude', configDir: null, id: 'claude:default', name: 'claude' },
  { agent: 'codex', configDir: '/home/ada/.codex-b', id: 'b', name: 'codex-b' },
] as const;
const ADA = fakeTerminal();

test('where nothing was ever used it says which folders were looked at, and what to do next', () => {
  const text = nothingFound({ kind: 'daily' }, ACCOUNTS, {}, ADA).join('\n');
  expect(text).toContain('claude: ~/.claude/projects\n');
  expect(text).toContain('codex-b: ~/.codex-b/sessions\n');
  expect(text).toContain('ccx run "…"');
  expect(text).toContain('ccx profile discover');
});

test('it says so in ASCII where letters must do', () => {
  const text = nothingFound({ kind: 'daily' }, ACCOUNTS, {}, fakeTerminal({ ascii: true })).join('\n');
  expect(text).toMatch(/^ {3}ccx run "\.\.\." +makes the first ones$/m);
  expect(text).not.toMatch(/[^\n -~]/);
});

test.for([
  [{ since: '2026-11-01' }, 'from 2026-11-01', 'monthly'],
  [
    { since: '2026-11-01', until: '2026-11-02', timeZone: 'Asia/Kathmandu' },
    'from 2026-11-01 until 2026-11-02 (Asia/Kathmandu)',
    'monthly',
  ],
  [{ accountIds: ['b', 'gone'] }, 'account codex-b, gone', 'profile'],
  [{ agent: 'gemini' }, 'agent gemini', 'agent'],
  [{ project: '/home/ada/shop' }, 'project ~/shop', 'project'],
  [{ model: 'opus\u001b[2J' }, 'model opus', 'model'],
  [{ sessionId: '7d54' }, 'session 7d54', 'session'],
] as const)(
  'where %j left nothing it says what was asked for, and what shows what there is',
  ([filter, words, report]) => {
    const lines = nothingFound({ kind: 'daily', ...filter }, ACCOUNTS, {}, ADA);
    expect(lines[0]).toBe(` No calls match: ${words}.`);
    expect(lines[1]).toMatch(new RegExp(`^   ccx usage ${report} +shows which there are$`));
  },
);

test('says what could not be read, with and without a filter', () => {
  for (const filter of [{}, { model: 'm' }]) {
    const text = nothingFound({ kind: 'daily', ...filter }, ACCOUNTS, { unreadable: 1, synthetic: 4 }, ADA).join('\n');
    expect(text).toContain(' not read: 1 place without permission (ccx usage --audit)');
  }
});
