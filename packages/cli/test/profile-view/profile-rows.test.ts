import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { profileRows } from '../../src/profile-view/profile-rows.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { aHealth, aProfile, NOW } from './a-profile.ts';

const WORK = aProfile('work', {
  active: true,
  health: aHealth({ checkedAt: '2026-11-21T01:11:00.000Z' }),
  label: 'office',
});

describe('the list of accounts', () => {
  test('marks the one that is active here, and shows where each lies and what is known of its login', () => {
    const usual = aProfile('codex', { agent: 'codex', configDir: null, registered: false });
    expect(profileRows([WORK, usual], fakeTerminal(), NOW)).toEqual([
      '   name   agent   login  age  where           label',
      ' ● work   claude  ok     12m  ~/.claude-work  office',
      '   codex  codex   -      -    ~/.codex',
    ]);
  });

  test('has no column of labels where nobody gave one', () => {
    expect(profileRows([aProfile('work')], fakeTerminal(), NOW)[0]).not.toContain('label');
  });

  test('says how old a login is that was seen more than a day ago', () => {
    const old = aProfile('work', { health: aHealth({ checkedAt: '2026-11-18T01:23:00.000Z' }) });
    expect(profileRows([old], fakeTerminal(), NOW)[1]).toContain('ok     3d old');
  });

  test('says below the table until when an account is held, and why', () => {
    const held = [
      aProfile('work', { limits: { holdUntil: '2026-11-21T18:00:00.000Z', holdReason: 'the demo' } }),
      aProfile('private', { limits: { holdUntil: 'released-by-hand' } }),
      aProfile('over', { limits: { holdUntil: '2026-11-20T18:00:00.000Z' } }),
    ];
    expect(profileRows(held, fakeTerminal(), NOW).slice(4)).toEqual([
      ' ◐ work: held until 18:00: the demo',
      ' ◐ private: held until it is released',
    ]);
  });

  test('says once of profiles that are one account at the vendor that they share its quota', () => {
    const [a, b] = [aProfile('work', { sharedWith: ['office'] }), aProfile('office', { sharedWith: ['work'] })];
    expect(profileRows([a, b], fakeTerminal(), NOW).slice(3)).toEqual([
      ' ▲ office, work: one account at the vendor, so they share its quota',
    ]);
  });

  test.for([40, 60, 80, 120])('fits into %i columns, and keeps names and logins', (columns) => {
    const long = aProfile('a-name-that-is-longer', {
      configDir: '/home/ada/of/several/folders/that/have/long/names/.claude-work',
      health: aHealth({ authStatus: 'login-needed' }),
      label: 'a label that says more than there is room for in any table',
    });
    const rows = profileRows([WORK, long], fakeTerminal({ columns }), NOW);
    for (const row of rows) expect(stringWidth(row)).toBeLessThanOrEqual(columns);
    expect(rows[2]).toMatch(/a-name-that-is-longer +claude/);
    if (columns >= 60) expect(rows[2]).toContain('login-needed');
  });

  test('leaves nothing out where nobody looks at it', () => {
    const configDir = `/srv/${'long/'.repeat(30)}.claude-work`;
    const rows = profileRows([aProfile('work', { configDir, label: 'office' })], fakeTerminal({ tty: false }), NOW);
    expect(rows[1]).toContain(configDir);
    expect(rows[1]).toContain('office');
  });

  test('lets no label move the cursor', () => {
    const evil = aProfile('work', {
      label: 'x\u001b[2J\ny',
      limits: { holdUntil: 'released-by-hand', holdReason: '\u0007\u001b[1A' },
    });
    expect(profileRows([evil], fakeTerminal(), NOW).join('')).not.toMatch(/[\u0000-\u001f]/);
  });

  test('reads in ASCII', () => {
    const rows = profileRows([WORK], fakeTerminal({ ascii: true }), NOW);
    expect(rows[1]).toMatch(/^ \* work/);
  });
});
