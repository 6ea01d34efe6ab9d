import { CcxError, type UsageQuery } from '@ccx/contracts';

const DAY_MS = 86_400_000;
/** Slots of the index: every zone's days begin at a quarter of an hour. */
export const SLOT_MS = 900_000;

export type Period = 'day' | 'week' | 'month';

/**
 * The first day of the day, week or month in which a slot lies, as `YYYY-MM-DD` in the zone of the query.
 *
 * @throws {CcxError} `invalid_argument` for a zone that this machine does not know
 */
export function calendar(
  period: Period,
  { timeZone = 'UTC', weekStart = 'monday' }: Pick<UsageQuery, 'timeZone' | 'weekStart'>,
): (slot: number) => string {
  const localDay = localDays(timeZone);
  const names = new Map<number, string>();
  return (slot) => {
    const day = localDay(slot * SLOT_MS);
    const known = names.get(day);
    if (known !== undefined) return known;
    const name = new Date(firstDay(day, period, weekStart) * DAY_MS).toISOString().slice(0, 10);
    names.set(day, name);
    return name;
  };
}

/** Days are counted from 1 January 1970, which was a Thursday. */
function firstDay(day: number, period: Period, weekStart: 'monday' | 'sunday'): number {
  if (period === 'day') return day;
  if (period === 'week') return day - ((day + (weekStart === 'monday' ? 3 : 4)) % 7);
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / DAY_MS;
}

/**
 * The day that the zone's calendars show. Asking the zone for its offset is slow, so it is asked once for each day of
 * UTC, and for each slot only of the days in which the clocks change.
 */
function localDays(timeZone: string): (at: number) => number {
  if (timeZone === 'UTC') return (at) => Math.floor(at / DAY_MS);
  const ask = zoneOffset(timeZone);
  const midnights = new Map<number, number>();
  const atMidnight = (day: number): number => {
    const known = midnights.get(day);
    if (known !== undefined) return known;
    const offset = ask(day * DAY_MS);
    midnights.set(day, offset);
    return offset;
  };
  return (at) => {
    const day = Math.floor(at / DAY_MS);
    const offset = atMidnight(day);
    const steady = offset === atMidnight(day + 1);
    return Math.floor((at + (steady ? offset : ask(at))) / DAY_MS);
  };
}

/** How far the zone's clocks are ahead of UTC, in milliseconds. */
function zoneOffset(timeZone: string): (at: number) => number {
  const format = formatIn(timeZone);
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const field = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const date = Date.UTC(field('year'), field('month') - 1, field('day'));
    return date + (field('hour') * 3600 + field('minute') * 60 + field('second')) * 1000 - Math.floor(at / 1000) * 1000;
  };
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new CcxError('invalid_argument', `"${timeZone}" is no time zone that this machine knows.`, {
      hint: 'Use an IANA name such as Europe/Berlin.',
      cause,
    });
  }
}
