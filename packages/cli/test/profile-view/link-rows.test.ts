import { accountId } from '@ccx/contracts';
import type { HistoryPlan, PlannedLink } from '@ccx/profiles';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { planRows, statusRows } from '../../src/profile-view/link-rows.ts';
import { fakeTerminal } from '../fake-terminal.ts';

const [to, from] = ['/home/ada/.claude-work', null].map((configDir) => ({
  agent: 'claude' as const,
  configDir,
  id: accountId('claude', configDir),
}));
const WORK = to ?? { agent: 'claude' as const, configDir: null, id: '' };
const BASE = from ?? WORK;

function aLink(facts: Partial<PlannedLink>): PlannedLink {
  return {
    item: 'settings',
    path: '/home/ada/.claude-work/settings.json',
    target: '/home/ada/.claude/settings.json',
    state: 'link',
    found: null,
    linkedElsewhere: false,
    ...facts,
  };
}

function aHistory(facts: Partial<HistoryPlan>): HistoryPlan {
  return {
    to: WORK,
    from: BASE,
    path: '/home/ada/.claude-work/projects',
    target: '/home/ada/.claude/projects',
    state: 'share',
    files: 0,
    bytes: 0,
    present: 0,
    conflicts: [],
    conflictCount: 0,
    inUse: [],
    ...facts,
  };
}

describe('what linking would do', () => {
  test.for([
    [{ state: 'link' }, 'would be linked'],
    [{ state: 'already' }, 'is the same already'],
    [{ state: 'missing-source' }, 'is not there to be linked'],
    [{ state: 'conflict', found: 'a file of 12 bytes' }, 'in the way (--replace): a file of 12 bytes'],
    [{ state: 'conflict', linkedElsewhere: true }, 'is linked to another account: unlink it first'],
  ] as const)('%j is said as: %s', ([facts, words]) => {
    const links = { to: WORK, from: BASE, links: [aLink(facts)] };
    const [row] = planRows({ links, history: null }, fakeTerminal({ columns: 120 }));
    expect(row).toBe(` settings  ${words}  ~/.claude-work/settings.json`);
  });

  test.for([
    [{ state: 'already' }, 'is one already'],
    [{ files: 1, bytes: 10 }, 'would be shared: 1 file to copy, 1 kB'],
    [{ files: 42, bytes: 12_340_000, present: 2 }, 'would be shared: 42 files to copy, 12.3 MB, 2 are there'],
    [{ conflictCount: 30 }, 'refused: 30 files differ'],
    [{ inUse: ['Claude Code runs as process 7'] }, 'refused for now: it is in use'],
  ] as const)('a history with %j is said as: %s', ([facts, words]) => {
    const [row] = planRows({ links: null, history: aHistory(facts) }, fakeTerminal({ columns: 120 }));
    expect(row).toBe(` history  ${words}  ~/.claude-work/projects`);
  });

  test('is followed by all that hinders it', () => {
    const history = aHistory({
      inUse: ['Claude Code runs\u001b[2J as process 7'],
      conflicts: ['"a" and "b" differ'],
      conflictCount: 1,
    });
    expect(planRows({ links: null, history }, fakeTerminal()).slice(1)).toEqual([
      ' ▲ Claude Code runs as process 7',
      ' ▲ "a" and "b" differ',
    ]);
  });
});

test.for([40, 80])('what is linked fits into %i columns', (columns) => {
  const target = `/home/ada/${'folder/'.repeat(20)}settings.json`;
  const link = {
    item: 'settings' as const,
    path: '/x',
    target,
    backup: null,
    made: true,
    at: '',
    state: 'dangling' as const,
  };
  const [row = ''] = statusRows({ links: [link], history: null }, fakeTerminal({ columns }));
  expect(row).toContain('settings  leads nowhere  ~/');
  expect(stringWidth(row)).toBeLessThanOrEqual(columns);
});
