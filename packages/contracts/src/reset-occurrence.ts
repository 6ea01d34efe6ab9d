import type { SaidDate, SaidTime } from './reset-phrase.ts';
import { addDays, type Day, dayOf, instantsOf, isDay, startOf, weekdayOf, type Zone } from './time-zone.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How far clocks may differ and screens may round: 5 minutes. */
export const RESET_SLACK_MS: number = 5 * MINUTE_MS;

/** No vendor's window is longer; a reset further ahead is a misread number. */
const FARTHEST_MS = 366 * DAY_MS;

/** A date without a year is the one nearest to now. */
const HALF_YEAR_MS = 183 * DAY_MS;

export interface OccurrenceContext {
  /** Milliseconds since 1970, as all numbers here. */
  readonly now: number;
  /** The window's length; `null` is unknown. */
  readonly windowMs: number | null;
}

/** The instant that is meant by what a text says, or `null` where none fits. */
export function occurrenceOf(said: SaidTime, zone: Zone | null, about: OccurrenceContext): number | null {
  const { now } = about;
  if (said.is === 'after') return withinReach(now + said.duration.ms, about);
  if (zone === null) return null;
  const { date, weekday, clock, duration } = said;
  const days =
    date === null ? daysAround(dayOf(zone, now), weekday) : daysOfDate(date, dayOf(zone, now).year).filter(isDay);
  const all = days.flatMap((day) => {
    if (clock !== null) return instantsOf(zone, day, clock.hour, clock.minute);
    return startOf(zone, day) ?? [];
  });
  if (duration !== null) {
    const meant = now + duration.ms;
    const nearest = all.reduce<number | null>(
      (best, at) => (best === null || Math.abs(at - meant) < Math.abs(best - meant) ? at : best),
      null,
    );
    const agrees = nearest !== null && Math.abs(nearest - meant) <= duration.precisionMs + MINUTE_MS;
    return agrees ? withinReach(nearest, about) : null;
  }
  const thisMinute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const [earliest, latest] = rangeOf(said, about);
  const fitting = all.filter((at) => at >= earliest && at <= latest).sort((a, b) => a - b);
  return fitting.find((at) => at >= thisMinute) ?? fitting.at(-1) ?? null;
}

/** A moment that needs no choice, or `null` where no reset of this window can be then. */
export function withinReach(at: number, { now, windowMs }: OccurrenceContext): number | null {
  if (windowMs === null) return at <= now + FARTHEST_MS ? at : null;
  return Math.abs(at - now) <= windowMs + RESET_SLACK_MS ? at : null;
}

/** Between which instants a wall time is looked for. */
function rangeOf(
  said: Extract<SaidTime, { is: 'wall' }>,
  { now, windowMs }: OccurrenceContext,
): readonly [earliest: number, latest: number] {
  if (windowMs !== null) return [now - windowMs - RESET_SLACK_MS, now + windowMs + RESET_SLACK_MS];
  if (said.date === null) return [Math.floor(now / MINUTE_MS) * MINUTE_MS, Infinity];
  return said.date.year === null ? [now - HALF_YEAR_MS, now + HALF_YEAR_MS] : [-Infinity, now + FARTHEST_MS];
}

function daysOfDate(date: SaidDate, year: number): readonly Day[] {
  const years = date.year === null ? [year - 1, year, year + 1] : [date.year];
  return years.map((each) => ({ ...date, year: each }));
}

/** The days around today, or those of them that fall on a weekday. */
function daysAround(today: Day, weekday: number | null): readonly Day[] {
  const reach = weekday === null ? 2 : 8;
  const days = Array.from({ length: 2 * reach + 1 }, (_, index) => addDays(today, index - reach));
  return weekday === null ? days : days.filter((day) => weekdayOf(day) === weekday);
}
