import type { Usability } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { whoRows, type WhoEntry } from '../../src/profile-view/who-rows.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { aLogin, aProfile, NOW } from './a-profile.ts';

function anEntry(facts: Partial<Usability>): WhoEntry {
  const account = aProfile('work');
  const answer = {
    installed: true,
    binary: '/bin/claude',
    version: '1',
    auth: 'ok' as const,
    detail: '',
    checkedAt: NOW,
  };
  return { name: 'work', profile: 'work', account, answer: { ...answer, ...facts } };
}

describe('who is logged in', () => {
  test('is said as the vendor says it', () => {
    const login = aLogin({ configDir: '/home/ada/.claude-work' });
    expect(whoRows(anEntry({ login, detail: 'Logged in as ada@example.com, plan max.' }), fakeTerminal())).toEqual([
      ' ✓ work',
      '   e-mail        ada@example.com',
      '   organization  Ada',
      '   plan          max',
      '   config dir    ~/.claude-work',
      '   status        Logged in as ada@example.com, plan max.',
    ]);
  });

  test('leaves out what the vendor does not say', () => {
    expect(whoRows(anEntry({ detail: 'Logged in using ChatGPT.' }), fakeTerminal())).toEqual([
      ' ✓ work',
      '   config dir  ~/.claude-work',
      '   status      Logged in using ChatGPT.',
    ]);
  });

  test('is nobody: the next step is the login', () => {
    expect(whoRows(anEntry({ auth: 'login-needed', detail: 'Not logged in.' }), fakeTerminal())).toEqual([
      ' ✗ work: Not logged in.',
      '   ccx profile login work',
    ]);
  });

  test('cannot be asked where the agent is not installed', () => {
    const detail = 'Claude Code is not installed (npm install -g @anthropic-ai/claude-code).';
    expect(whoRows(anEntry({ installed: false, auth: 'unknown', detail }), fakeTerminal())).toEqual([
      ` ▲ work: ${detail}`,
    ]);
  });

  test('moves no cursor', () => {
    const login = aLogin({ organization: 'x\u001b[2Jy\nz' });
    expect(whoRows(anEntry({ login }), fakeTerminal()).join('')).not.toMatch(/[\u0000-\u001f]/);
  });
});
