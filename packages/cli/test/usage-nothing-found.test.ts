import { expect, test } from 'vitest';
import { nothingFound } from '../src/usage-view/nothing-found.ts';

const ACCOUNTS = [
  { agent: 'claude', configDir: null, name: 'claude' },
  { agent: 'codex', configDir: '/home/ada/.codex-b', name: 'codex-b' },
] as const;
const ADA = { home: '/home/ada' };

test('where nothing was ever used it says which folders were looked at, and what to do next', () => {
  const text = nothingFound({ kind: 'daily' }, ACCOUNTS, {}, ADA).join('\n');
  expect(text).toContain('claude: ~/.claude/projects\n');
  expect(text).toContain('codex-b: ~/.codex-b/sessions\n');
  expect(text).toContain('ccx run "…"');
  expect(text).toContain('ccx profile discover');
});

test.for([{ since: '2026-11-01' }, { until: '2026-11-01' }, { project: '/x' }, { model: 'm' }, { accountIds: ['a'] }])(
  'where a filter left nothing it says so: %j',
  (filter) => {
    const text = nothingFound({ kind: 'daily', ...filter }, ACCOUNTS, {}, ADA).join('\n');
    expect(text).toContain('No calls match.');
    expect(text).not.toContain('.claude');
  },
);

test('says what could not be read, with and without a filter', () => {
  for (const filter of [{}, { model: 'm' }]) {
    const text = nothingFound({ kind: 'daily', ...filter }, ACCOUNTS, { unreadable: 1, synthetic: 4 }, ADA).join('\n');
    expect(text).toContain(' not read: 1 unreadable (ccx usage --audit)');
  }
});
