import type { ActiveChoice, PinnedAccount, RuleFinding } from '@ccx/profiles';
import { describe, expect, test } from 'vitest';
import { currentRows, findingRows } from '../../src/profile-view/current-rows.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { aProfile } from './a-profile.ts';

function pinned(name: string): PinnedAccount {
  const profile = aProfile(name);
  return { account: profile, profile };
}

const FINDINGS: readonly RuleFinding[] = [
  { rule: 'flag', where: '--profile', says: null, outcome: 'silent' },
  { rule: 'variable', where: 'CCX_PROFILE', says: 'codex', outcome: 'other-agent' },
  { rule: 'file', where: '/home/ada/shop/.ccx-profile', says: 'work, private', outcome: 'won' },
  { rule: 'binding', where: '/home/ada/shop', says: 'private', outcome: 'outranked' },
  { rule: 'shell', where: 'CCX_ACTIVE_PROFILE', says: null, outcome: 'silent' },
  { rule: 'config-dir', where: 'CLAUDE_CONFIG_DIR', says: null, outcome: 'silent' },
];
const CHOICE: ActiveChoice = {
  pin: { rule: 'file', where: '/home/ada/shop/.ccx-profile', accounts: [pinned('work'), pinned('private')] },
  findings: FINDINGS,
};

describe('which account is active', () => {
  test('is said for each agent with the place where it stands, also where nobody chose', () => {
    const none: ActiveChoice = { pin: null, findings: [] };
    expect(
      currentRows(
        [
          { agent: 'claude', choice: CHOICE },
          { agent: 'codex', choice: none },
        ],
        fakeTerminal(),
      ),
    ).toEqual([
      ' agent   account        chosen by',
      ' claude  work, private  ~/shop/.ccx-profile',
      ' codex   -              nobody: ccx run picks',
    ]);
  });

  test('is a folder where it has no name', () => {
    const { agent, configDir, id } = aProfile('work');
    const pin = {
      rule: 'config-dir' as const,
      where: 'CLAUDE_CONFIG_DIR',
      accounts: [{ account: { agent, configDir, id }, profile: null }],
    };
    const [, row] = currentRows([{ agent: 'claude', choice: { pin, findings: [] } }], fakeTerminal());
    expect(row).toBe(' claude  claude (~/.claude-work)  CLAUDE_CONFIG_DIR');
  });

  test('is explained by what every rule said', () => {
    expect(findingRows({ agent: 'claude', choice: CHOICE }, fakeTerminal())).toEqual([
      ' claude',
      '     --profile                       -',
      '     CCX_PROFILE                     codex          names no account of this agent',
      '   ● ~/shop/.ccx-profile             work, private  decided',
      '     bound folder ~/shop             private        outranked',
      '     this shell: CCX_ACTIVE_PROFILE  -',
      '     CLAUDE_CONFIG_DIR               -',
    ]);
  });

  test('is followed by what a person should know', () => {
    const notes = ['CCX_ACTIVE_PROFILE: no profile\u001b[2J is named "wrok".'];
    expect(findingRows({ agent: 'claude', choice: { ...CHOICE, notes } }, fakeTerminal()).at(-1)).toBe(
      ' ▲ CCX_ACTIVE_PROFILE: no profile is named "wrok".',
    );
  });
});
