import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../../src/commands/profile/settings.ts';
import { profileCard } from '../../src/profile-view/profile-card.ts';
import type { ProfileEntry } from '../../src/profile-view/profile-entry.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { aHealth, aLogin, aProfile, NOW } from './a-profile.ts';

function card(entry: ProfileEntry, boundFolders: readonly string[] = [], columns = 80): readonly string[] {
  const settings = SETTINGS.map(({ key, words }) => [key, words(entry)] as const);
  return profileCard(entry, { settings, boundFolders }, fakeTerminal({ columns }), NOW);
}

describe('the card of an account', () => {
  test('has nothing on it that nobody has set', () => {
    expect(card(aProfile('work'))).toEqual([
      ' work',
      '   agent       Claude Code',
      '   where       ~/.claude-work',
      '   login       -',
      '   registered  2026-11-01',
    ]);
  });

  test('has who is logged in, what is set, where it is bound and with whom it is one account', () => {
    const entry = aProfile('work', {
      active: true,
      label: 'office',
      health: aHealth({ login: aLogin() }),
      sharedWith: ['private'],
      limits: {
        priority: -5,
        reservePercent: 10,
        suggestEnabled: false,
        weeklyTokenBudget: 2_500_000,
        monthlyUsdBudget: 20,
      },
    });
    expect(card(entry, ['/home/ada/shop', '/srv/api'])).toEqual([
      ' ● work',
      '   agent          Claude Code',
      '   where          ~/.claude-work',
      '   login          ok, ada@example.com, max (now)',
      '   label          office',
      '   priority       -5',
      '   reserve        10%',
      '   suggestions    off: used by name only',
      '   weekly-tokens  2.5M',
      '   monthly-usd    $20.00',
      '   shared         one account with private: they share its quota',
      '   bound          ~/shop, /srv/api',
      '   registered     2026-11-01',
    ]);
  });

  test('says of a default place that nobody registered that it is one', () => {
    expect(card(aProfile('claude', { configDir: null, createdAt: null, registered: false })).at(-1)).toBe(
      '   registered  no: the default place of its agent',
    );
  });

  test('is no wider than the terminal, and moves no cursor', () => {
    const rows = card(aProfile('work', { label: `${'long '.repeat(40)}\u001b[2J` }), [], 60);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(60);
    expect(rows.join('')).not.toContain('\u001b');
  });
});
