import { CcxError } from '../error.ts';
import { instantFromMs, type Instant } from '../time.ts';

/** What SQLite hands back for one row; nothing is known of a column before it is read by one of these functions. */
export type Row = Readonly<Record<string, unknown>>;

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : wrong('a text', value);
}

export function textOrNull(value: unknown): string | null {
  return value === null ? null : textOf(value);
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : wrong('a number', value);
}

export function numberOrNull(value: unknown): number | null {
  return value === null ? null : numberOf(value);
}

export function instantOf(value: unknown): Instant {
  return instantFromMs(numberOf(value)) ?? wrong('a time', value);
}

export function instantOrNull(value: unknown): Instant | null {
  return value === null ? null : instantOf(value);
}

/** One of a fixed list of words. */
export function wordOf<T extends string>(words: readonly T[], value: unknown): T {
  return words.find((word) => word === value) ?? wrong(words.join(' or '), value);
}

/** The last millisecond that an instant can name. */
export const END_OF_TIME: number = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Times are kept as whole milliseconds. */
export function msOf(instant: Instant): number {
  const ms = Date.parse(instant);
  if (ms >= 0 && ms <= END_OF_TIME) return ms;
  throw new CcxError('invalid_argument', `"${instant}" is not an instant like 2026-01-01T00:00:00.000Z.`);
}

export function msOrNull(instant: Instant | null): number | null {
  return instant === null ? null : msOf(instant);
}

function wrong(expected: string, value: unknown): never {
  throw new CcxError('internal', `The database holds ${String(value)} where ${expected} is expected.`);
}
