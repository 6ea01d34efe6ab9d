import { CcxError, type PlanTier, type Profile, type ProfileLimits, type WeeklyAnchor } from '@ccx/contracts';
import type { ProfileChange, ProfileDraft } from '@ccx/profiles';
import { count } from '../../render/count.ts';
import { duration } from '../../render/duration.ts';
import { money } from '../../render/money.ts';
import { parseChoice, parseCount, parseDuration, parseUsd } from '../parse-values.ts';
import { parsePercent, parseTokens, parseWhole } from './parse-settings.ts';

/** What a person may say of a profile beside its name and its place. */
export type ProfileWords = Pick<ProfileDraft, 'label' | 'color' | 'limits'>;

/** One thing that `--KEY` sets and `--clear KEY` takes back. */
export interface Setting {
  readonly key: string;
  /** What the option takes; `null`: nothing, saying it is enough. */
  readonly value: string | null;
  readonly about: string;
  readonly read: (text: string, option: string) => ProfileWords;
  readonly cleared: ProfileChange;
  /** As a person is told it; `null` where it is at its default. */
  readonly words: (profile: Profile) => string | null;
}

const PLANS: readonly PlanTier[] = ['pro', 'max5', 'max20', 'api'];
const ANCHORS: readonly WeeklyAnchor[] = [
  'rolling',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];
const DEFAULT_COOLDOWN_MS = 5 * 3_600_000;

/** All of them, in the order in which a help text and `ccx profile show` name them. */
export const SETTINGS: readonly Setting[] = [
  {
    key: 'label',
    value: '<text>',
    about: 'free text for lists',
    read: (label) => ({ label }),
    cleared: { label: null },
    words: ({ label }) => label,
  },
  {
    key: 'color',
    value: '<#rrggbb>',
    about: 'its colour in pictures',
    read: (color) => ({ color }),
    cleared: { color: null },
    words: ({ color }) => color,
  },
  {
    ...limit('plan', 'planTier', (text, option) => parseChoice(text, option, PLANS), String),
    value: '<tier>',
    about: `${PLANS.join(', ')}: what counted turns are held against`,
  },
  {
    ...limit('priority', 'priority', parseWhole, (value) => (value === 0 ? null : String(value))),
    value: '<n>',
    about: 'added to its score where ccx chooses; may be negative (0)',
  },
  {
    ...limit('reserve', 'reservePercent', parsePercent, (value) => (value === 0 ? null : `${value}%`)),
    value: '<percent>',
    about: 'of each window is kept for you: unattended work stops before it (0)',
  },
  {
    ...limit('suggestions', 'suggestEnabled', parseSwitch, (value) => (value ? null : 'off: used by name only')),
    value: '<on|off>',
    about: 'off: ccx never chooses it, it can still be named',
  },
  {
    ...limit(
      'allow-extra-usage',
      'allowExtraUsage',
      () => true,
      (value) => (value ? 'yes' : null),
    ),
    value: null,
    about: 'go on where the plan is used up and the vendor charges extra',
  },
  {
    ...limit('billing', 'billing', (text, option) => parseChoice(text, option, ['subscription', 'api']), String),
    value: '<who>',
    about: 'subscription or api; else whatever its login says',
  },
  {
    ...limit('cooldown', 'rateLimitCooldownMs', parseDuration, (value) =>
      value === DEFAULT_COOLDOWN_MS ? null : duration(value),
    ),
    value: '<duration>',
    about: 'how long a limit without a known reset holds it (5h)',
  },
  {
    ...limit('daily-tokens', 'dailyTokenBudget', parseTokens, (value) => count(value)),
    value: '<n>',
    about: 'at most so many tokens in 24 hours: 500k, 2M',
  },
  {
    ...limit('weekly-tokens', 'weeklyTokenBudget', parseTokens, (value) => count(value)),
    value: '<n>',
    about: 'at most so many tokens in 7 days',
  },
  {
    ...limit('monthly-usd', 'monthlyUsdBudget', parseUsd, (value) => money(value)),
    value: '<usd>',
    about: 'at most so many US dollars in 30 days',
  },
  {
    ...limit('caps-5h-turns', 'caps5hTurns', parseCount, String),
    value: '<n>',
    about: "turns in 5 hours, in place of the plan's",
  },
  {
    ...limit('caps-weekly-turns', 'capsWeeklyTurns', parseCount, String),
    value: '<n>',
    about: "turns in a week, in place of the plan's",
  },
  {
    ...limit('weekly-anchor', 'weeklyAnchor', parseAnchor, (value) => (value === 'rolling' ? null : value)),
    value: '<day>',
    about: 'when a week of counted turns begins: monday … sunday, or rolling',
  },
];

/** What the options of a command line say, in one piece. `flags` are as commander names them: `dailyTokens`. */
export function wordsOf(flags: Readonly<Record<string, unknown>>): ProfileWords {
  return SETTINGS.reduce<ProfileWords>((all, { key, read }) => {
    const flag = flags[key.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
    if (flag !== true && typeof flag !== 'string') return all;
    const words = read(flag === true ? '' : flag, `--${key}`);
    return { ...all, ...words, ...(words.limits && { limits: { ...all.limits, ...words.limits } }) };
  }, {});
}

/**
 * What `--clear` takes back.
 *
 * @throws {CcxError} `invalid_argument` for what is no setting
 */
export function clearingOf(keys: readonly string[]): ProfileChange {
  return keys.reduce<ProfileChange>((all, name) => {
    const setting = SETTINGS.find(({ key }) => key === name.replace(/^--/, ''));
    if (setting === undefined) {
      throw new CcxError('invalid_argument', `--clear is "${name}", which is no setting of a profile.`, {
        hint: `It is one of ${SETTINGS.map(({ key }) => key).join(', ')}.`,
      });
    }
    const { cleared } = setting;
    return { ...all, ...cleared, ...(cleared.limits && { limits: { ...all.limits, ...cleared.limits } }) };
  }, {});
}

/** A setting that is one of a profile's limits. */
function limit<K extends keyof ProfileLimits>(
  key: string,
  field: K,
  parse: (text: string, option: string) => NonNullable<ProfileLimits[K]>,
  words: (value: NonNullable<ProfileLimits[K]>) => string | null,
): Pick<Setting, 'key' | 'read' | 'cleared' | 'words'> {
  return {
    key,
    read: (text, option) => ({ limits: { [field]: parse(text, option) } }),
    cleared: { limits: { [field]: null } },
    words: ({ limits }) => {
      const value = limits[field];
      return value === undefined ? null : words(value);
    },
  };
}

function parseSwitch(text: string, option: string): boolean {
  return parseChoice(text, option, ['on', 'off']) === 'on';
}

function parseAnchor(text: string, option: string): WeeklyAnchor {
  return parseChoice(text.toLowerCase(), option, ANCHORS);
}
