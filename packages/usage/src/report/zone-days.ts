import { CcxError, instantFromMs, namedZone, type Instant, type TimeRange } from '@ccx/contracts';

/** A day of a calendar, as `YYYY-MM-DD`. The order of the texts is the order of the days. */
export type Day = string;

/** The days of one time zone. */
export interface ZoneDays {
  /** The day that the zone's calendars show. */
  dayOf(at: Instant): Day;
  /** The first instant at which they show this day or a later one, in milliseconds. */
  startOf(day: Day): number;
}

const HOUR_MS = 3_600_000;

/**
 * The days of an IANA zone, with every change of its clocks.
 *
 * @throws CcxError `invalid_argument` for a zone that this host does not know
 */
export function zoneDays(timeZone: string): ZoneDays {
  if (timeZone === 'UTC') return UTC_DAYS;
  const zone = namedZone(timeZone);
  if (zone === null) {
    throw new CcxError('invalid_argument', `No time zone is named ${JSON.stringify(timeZone)}.`, {
      hint: 'Use a name such as Europe/Berlin or UTC.',
    });
  }
  const dayOfMs = (ms: number): Day => new Date(ms + zone(ms)).toISOString().slice(0, 10);
  return {
    dayOf: (at) => dayOfMs(Date.parse(at)),
    startOf: (day) => {
      // Every zone's midnight lies within these hours around midnight UTC. Searching finds it whatever its clocks do
      // there: a midnight that they skip, one that comes twice, a day that a zone left out.
      const midnight = Date.parse(`${day}T00:00:00.000Z`);
      let [before, after] = [midnight - 16 * HOUR_MS, midnight + 40 * HOUR_MS];
      while (after - before > 1) {
        const middle = Math.floor((before + after) / 2);
        if (dayOfMs(middle) < day) before = middle;
        else after = middle;
      }
      return after;
    },
  };
}

/** Instants are written in this zone; to ask for its calendar takes longer than a status line may. */
const UTC_DAYS: ZoneDays = { dayOf: (at) => at.slice(0, 10), startOf: (day) => Date.parse(`${day}T00:00:00.000Z`) };

/** The instants from the beginning of `since` to the end of `until`, both days belonging to it; absent is open. */
export function daysRange(zone: ZoneDays, since: Day | undefined, until: Day | undefined): TimeRange {
  return {
    from: since === undefined ? null : instantFromMs(zone.startOf(since)),
    // What ends before 1970 holds nothing; without an end it would hold everything.
    to: until === undefined ? null : instantFromMs(Math.max(0, zone.startOf(nextDay(until)) - 1)),
  };
}

/**
 * A day that a person wrote, `2026-03-29` or `20260329`.
 *
 * @throws CcxError `invalid_argument` for a text that is none, or a day that the calendar has not
 */
export function readDay(text: string, name: string): Day {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text) ?? [];
  const read = `${year}-${month}-${day}`;
  if (year !== undefined && daysLater(read, 0) === read) return read;
  throw new CcxError('invalid_argument', `${name} is ${JSON.stringify(text)}; expected a day.`, {
    hint: 'Write it as 2026-03-29.',
  });
}

/** The first day of the week that holds this day. */
export function weekOf(day: Day, weekStart: 'monday' | 'sunday'): Day {
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay();
  return daysLater(day, -(weekStart === 'sunday' ? weekday : (weekday + 6) % 7));
}

/** The first day of the month that holds this day. */
export function monthOf(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

function nextDay(day: Day): Day {
  return daysLater(day, 1);
}

function daysLater(day: Day, days: number): Day {
  const date = new Date(Date.parse(`${day}T00:00:00.000Z`) + days * 24 * HOUR_MS);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}
