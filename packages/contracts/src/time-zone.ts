/** How far a zone's clocks are ahead of UTC at an instant; both in milliseconds. */
export type Zone = (at: number) => number;

/** A day of the calendar; `month` counts from 1. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;

/** The zone of an IANA name, or `null` where this host knows none of that name. */
export function namedZone(name: string): Zone | null {
  const format = formatIn(name, {
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
  if (format === null) return null;
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const field = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const wall = Date.UTC(
      field('year'),
      field('month') - 1,
      field('day'),
      field('hour'),
      field('minute'),
      field('second'),
    );
    return wall - Math.floor(at / 1000) * 1000;
  };
}

/** A formatter of this zone, or `null` where the host does not know the zone. */
export function formatIn(
  zone: string,
  options: Intl.DateTimeFormatOptions,
  locale: string = 'en-US',
): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  } catch {
    return null;
  }
}

/** The day that a zone's calendars show at an instant. */
export function dayOf(zone: Zone, at: number): Day {
  return dayFromUtc(at + zone(at));
}

/** The day that is `days` later. */
export function addDays(day: Day, days: number): Day {
  return dayFromUtc(Date.UTC(day.year, day.month - 1, day.day) + days * DAY_MS);
}

/** 0 is Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay();
}

/** Whether the calendar has this day. */
export function isDay(day: Day): boolean {
  const same = addDays(day, 0);
  return same.year === day.year && same.month === day.month && same.day === day.day;
}

/**
 * All instants at which a zone's clocks show this time, in order: one as a rule, two when the clocks are set back over
 * it, none when they are set forward over it.
 */
export function instantsOf(zone: Zone, day: Day, hour: number, minute: number): readonly number[] {
  const wall = Date.UTC(day.year, day.month - 1, day.day, hour, minute);
  // No zone changes its clocks twice within two days, so the offsets of the day before and after are all there are.
  const offsets = new Set([zone(wall - DAY_MS), zone(wall + DAY_MS)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((at) => at + zone(at) === wall)
    .sort((a, b) => a - b);
}

/** The first instant of a day: midnight, or the end of a gap that swallowed it. `null` for a day that was skipped. */
export function startOf(zone: Zone, day: Day): number | null {
  for (let minute = 0; minute < 24 * 60; minute += 15) {
    const at = instantsOf(zone, day, 0, minute)[0];
    if (at !== undefined) return at;
  }
  return null;
}

function dayFromUtc(wall: number): Day {
  const date = new Date(wall);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
