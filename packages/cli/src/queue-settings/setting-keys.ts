import { parseDuration } from '../commands/parse-values.ts';

/** A key of the table: how it is read, and what to say where it is not understood. */
export interface SettingKey {
  readonly expected: string;
  /** `undefined` for what is not understood. */
  readonly read: (value: unknown) => unknown;
}

const text: SettingKey = {
  expected: 'a text',
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
};
const duration: SettingKey = {
  expected: 'a duration such as "90s", "10m" or "1h30m"',
  read: (value) => (typeof value === 'string' ? durationOf(value) : undefined),
};

const HOURS = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;

/** By their names in the file. */
export const QUEUE_KEYS: Readonly<Record<string, SettingKey>> = {
  backend: text,
  cap: whole(1),
  running: whole(1),
  per_key: whole(1),
  per_lane: { expected: 'a table of lanes and whole numbers', read: lanes },
  starts_per_hour: whole(1),
  attempts: whole(1),
  stalls: whole(1),
  backoff: duration,
  backoff_max: duration,
  timeout: duration,
  keep_percent: {
    expected: 'a number from 0 to 100',
    read: (value) => (typeof value === 'number' && value >= 0 && value <= 100 ? value : undefined),
  },
  usd_per_day: {
    expected: 'an amount of US dollars above 0',
    read: (value) => (typeof value === 'number' && value > 0 ? value : undefined),
  },
  hours: {
    expected: 'hours of the day such as "22:00-07:00"',
    read: (value) => (typeof value === 'string' && HOURS.test(value) ? value : undefined),
  },
  equal_failures: whole(1),
  keep_days: whole(1),
};

function whole(least: number): SettingKey {
  return {
    expected: `a whole number of at least ${least}`,
    read: (value) => (typeof value === 'number' && Number.isSafeInteger(value) && value >= least ? value : undefined),
  };
}

function lanes(value: unknown): Readonly<Record<string, number>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const all = Object.entries(value);
  const wrong = all.some(([, most]) => whole(1).read(most) === undefined);
  return wrong ? undefined : Object.fromEntries(all.map(([lane, most]) => [lane, Number(most)]));
}

function durationOf(value: string): number | undefined {
  try {
    return parseDuration(value, '');
  } catch {
    return undefined;
  }
}
