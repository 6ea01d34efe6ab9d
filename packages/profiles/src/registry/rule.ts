import { instantFromMs, type Instant } from '@ccx/contracts';
import { durationMs } from './duration.ts';

/** What a key may hold. */
export interface Rule<T> {
  /** Follows "expected". */
  readonly expected: string;
  /** `null`: the value is none of these. */
  readonly read: (value: unknown) => T | null;
}

const RELEASED_BY_HAND = 'released-by-hand';
/** Whatever a terminal would not print as it stands, or no UTF-8 can hold. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const INSTANT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)$/;

const number = (expected: string, holds: (value: number) => boolean): Rule<number> => ({
  expected,
  read: (value) => (typeof value === 'number' && holds(value) ? value : null),
});

const text = (expected: string, holds: (value: string) => boolean): Rule<string> => ({
  expected,
  read: (value) => (typeof value === 'string' && holds(value) ? value : null),
});

export const LINE: Rule<string> = text('one line of text', (value) => value.trim() !== '' && !UNPRINTABLE.test(value));
export const PATH: Rule<string> = text(
  'an absolute path, or one that begins with ~/',
  (value) => /^(?:~(?:[/\\]|$)|[/\\]|[a-z]:[/\\])/i.test(value) && !/[\0\p{Cs}]/u.test(value),
);
export const COLOR: Rule<string> = text('a colour as #3fa7d6', (value) => /^#[0-9a-f]{6}$/i.test(value));
export const COUNT: Rule<number> = number(
  'a whole number above 0',
  (value) => Number.isSafeInteger(value) && value > 0,
);
export const MONEY: Rule<number> = number('a number above 0', (value) => Number.isFinite(value) && value > 0);
export const PRIORITY: Rule<number> = number(
  'a whole number from -1000 to 1000',
  (value) => Number.isInteger(value) && Math.abs(value) <= 1000,
);
export const PERCENT: Rule<number> = number('a number from 0 to 99', (value) => value >= 0 && value <= 99);
export const FLAG: Rule<boolean> = {
  expected: 'true or false',
  read: (value) => (typeof value === 'boolean' ? value : null),
};
export const DURATION: Rule<number> = {
  expected: 'a length of time as "5h" or "90m", at most 366 days',
  read: (value) => (typeof value === 'string' ? durationMs(value) : null),
};
export const INSTANT_RULE: Rule<Instant> = { expected: 'a time as 2026-11-21T08:00:00Z', read: instantOf };
export const HOLD: Rule<string> = {
  expected: `a time as 2026-11-21T08:00:00Z, or "${RELEASED_BY_HAND}"`,
  read: (value) => (value === RELEASED_BY_HAND ? RELEASED_BY_HAND : instantOf(value)),
};

export function oneOf<T extends string>(...words: readonly [T, ...T[]]): Rule<T> {
  return {
    expected: words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`,
    read: (value) => words.find((word) => word === value) ?? null,
  };
}

export function listOf<T>(of: Rule<T>, expected: string): Rule<readonly T[]> {
  return {
    expected,
    read: (value) => {
      if (!Array.isArray(value) || value.length === 0) return null;
      const read = value.map((one: unknown) => of.read(one)).filter((one) => one !== null);
      return read.length === value.length ? read : null;
    },
  };
}

/** A time with its zone, as a text or as TOML's own kind, which says for itself what it is. */
function instantOf(value: unknown): Instant | null {
  const written = value instanceof Date ? value.toISOString() : value;
  return typeof written === 'string' && INSTANT.test(written) ? instantFromMs(Date.parse(written)) : null;
}
