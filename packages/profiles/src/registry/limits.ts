import type { PlanTier, ProfileLimits, WeeklyAnchor } from '@ccx/contracts';
import type { ProfileChange } from '../profile-book.ts';
import { durationText } from './duration.ts';
import { COUNT, DURATION, FLAG, HOLD, LINE, MONEY, oneOf, PERCENT, PRIORITY, type Rule } from './rule.ts';
import type { Table } from './table.ts';
import type { TomlValue } from './toml-edit.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Limits = Required<ProfileLimits>;
type Field = keyof Limits;

export const DEFAULT_LIMITS: ProfileLimits = {
  priority: 0,
  suggestEnabled: true,
  rateLimitCooldownMs: 5 * 3_600_000,
  weeklyAnchor: 'rolling',
  reservePercent: 0,
  allowExtraUsage: false,
};

const KEYS: { readonly [F in Field]: { readonly key: string; readonly rule: Rule<Limits[F]> } } = {
  dailyTokenBudget: { key: 'daily_token_budget', rule: COUNT },
  weeklyTokenBudget: { key: 'weekly_token_budget', rule: COUNT },
  monthlyUsdBudget: { key: 'monthly_usd_budget', rule: MONEY },
  priority: { key: 'priority', rule: PRIORITY },
  suggestEnabled: { key: 'suggest_enabled', rule: FLAG },
  rateLimitCooldownMs: { key: 'rate_limit_cooldown', rule: DURATION },
  planTier: { key: 'plan_tier', rule: oneOf<PlanTier>('pro', 'max5', 'max20', 'api') },
  weeklyAnchor: {
    key: 'weekly_anchor',
    rule: oneOf<WeeklyAnchor>('rolling', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'),
  },
  caps5hTurns: { key: 'caps_5h_turns', rule: COUNT },
  capsWeeklyTurns: { key: 'caps_weekly_turns', rule: COUNT },
  reservePercent: { key: 'reserve_percent', rule: PERCENT },
  allowExtraUsage: { key: 'allow_extra_usage', rule: FLAG },
  billing: { key: 'billing', rule: oneOf('subscription', 'api') },
  holdUntil: { key: 'hold_until', rule: HOLD },
  holdReason: { key: 'hold_reason', rule: LINE },
};

/** The keys of all limits but those of a hold, which say something about this moment on this machine. */
export const LIMIT_KEYS: readonly string[] = Object.values(KEYS)
  .map(({ key }) => key)
  .filter((key) => !key.startsWith('hold_'));

/** The limits of a profile's table, with the defaults. */
export function readLimits(table: Table): ProfileLimits {
  const limits: Writable<ProfileLimits> = { ...DEFAULT_LIMITS };
  const take = <F extends Field>(field: F): void => {
    const value = table.read<Limits[F]>(KEYS[field].key, KEYS[field].rule);
    if (value !== undefined) limits[field] = value;
  };
  for (const field of Object.keys(KEYS)) if (isField(field)) take(field);
  return limits;
}

/** What a change of limits writes under which keys; `null` takes a key away. Values are as they were given. */
export function limitValues(change: ProfileChange['limits'] = {}): Record<string, TomlValue | null> {
  const values: Record<string, TomlValue | null> = {};
  for (const [field, value] of Object.entries(change)) {
    if (value === undefined || !isField(field)) continue;
    values[KEYS[field].key] = value === null ? null : written(field, value);
  }
  return values;
}

function written(field: Field, value: TomlValue): TomlValue {
  if (field === 'rateLimitCooldownMs' && typeof value === 'number') return durationText(value);
  // Reasons may be a vendor's words, of several lines.
  if (field === 'holdReason' && typeof value === 'string') return oneLine(value);
  return value;
}

function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299).replace(/\p{Cs}$/u, '')}…` : line;
}

function isField(name: string): name is Field {
  return Object.hasOwn(KEYS, name);
}

/** The limits of this moment: a hold until a time that has come is over. */
export function limitsAt({ holdUntil, holdReason, ...limits }: ProfileLimits, now: string): ProfileLimits {
  // The word stands behind every time, as letters do behind digits.
  if (holdUntil === undefined || holdUntil <= now) return limits;
  return { ...limits, holdUntil, ...(holdReason === undefined ? {} : { holdReason }) };
}
