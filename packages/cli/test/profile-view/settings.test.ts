import { CcxError } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { clearingOf, SETTINGS, wordsOf } from '../../src/commands/profile/settings.ts';
import { aProfile } from './a-profile.ts';

describe('what the options of a profile say', () => {
  test('is nothing where none is given', () => {
    expect(wordsOf({ agent: 'codex', json: true })).toEqual({});
  });

  test('is one piece, whatever is given', () => {
    expect(
      wordsOf({
        label: 'office',
        plan: 'max20',
        priority: '-5',
        reserve: '10%',
        suggestions: 'off',
        allowExtraUsage: true,
        cooldown: '1h30m',
        dailyTokens: '500k',
        monthlyUsd: '$20',
        caps5hTurns: '45',
        weeklyAnchor: 'Monday',
      }),
    ).toEqual({
      label: 'office',
      limits: {
        planTier: 'max20',
        priority: -5,
        reservePercent: 10,
        suggestEnabled: false,
        allowExtraUsage: true,
        rateLimitCooldownMs: 5_400_000,
        dailyTokenBudget: 500_000,
        monthlyUsdBudget: 20,
        caps5hTurns: 45,
        weeklyAnchor: 'monday',
      },
    });
  });

  test.for([
    ['plan', 'max10', 'one of pro, max5, max20, api'],
    ['priority', 'high', 'a whole number'],
    ['priority', '1.5', 'a whole number'],
    ['reserve', '101', 'a percentage from 0 to 100'],
    ['reserve', '-1', 'a percentage from 0 to 100'],
    ['suggestions', 'yes', 'one of on, off'],
    ['billing', 'me', 'one of subscription, api'],
    ['cooldown', 'soon', 'which is no duration'],
    ['dailyTokens', '0', 'a number of tokens'],
    ['dailyTokens', '1G', 'a number of tokens'],
    ['monthlyUsd', '0', 'above 0'],
    ['caps5hTurns', '0', 'at least 1'],
    ['weeklyAnchor', 'mon', 'one of rolling, monday'],
  ] as const)('is refused as --%s %s', ([flag, text, words]) => {
    expect(() => wordsOf({ [flag]: text })).toThrow(words);
  });
});

describe('--clear', () => {
  test('takes back all that it names', () => {
    expect(clearingOf(['label', 'reserve', '--plan'])).toEqual({
      label: null,
      limits: { reservePercent: null, planTier: null },
    });
  });

  test('names the settings where it is given another word', () => {
    const refused = (): unknown => clearingOf(['name']);
    expect(refused).toThrow('--clear is "name", which is no setting of a profile.');
    try {
      refused();
    } catch (error) {
      expect(CcxError.is(error) && error.hint).toContain('weekly-anchor');
    }
  });
});

describe('a setting', () => {
  const values: Readonly<Record<string, string>> = {
    color: '#aabbcc',
    plan: 'pro',
    suggestions: 'off',
    billing: 'api',
    cooldown: '1h',
    'weekly-anchor': 'friday',
  };

  test.for(SETTINGS)('$key is told once it is set, and not before', ({ key, read, words }) => {
    const { limits = {}, ...own } = read(values[key] ?? '7', `--${key}`);
    expect(words(aProfile('work', { ...own, limits }))).not.toBeNull();
    expect(words(aProfile('work'))).toBeNull();
  });
});
