import { patterns, UNITS } from './reset-patterns.ts';

/** A length of time as a text states it, e.g. `2h 15m`. */
export interface SaidDuration {
  readonly ms: number;
  /** The smallest unit that was used: `6h` may be a rounded 5 hours and 40 minutes. */
  readonly precisionMs: number;
}

/** A time on a clock. */
export interface SaidClock {
  readonly hour: number;
  readonly minute: number;
}

/** A day; `year` is `null` where the text leaves it out. `month` counts from 1. */
export interface SaidDate {
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
}

/** What a text says about a time, before it is known which instant is meant. */
export type SaidTime =
  | { readonly is: 'after'; readonly duration: SaidDuration }
  | {
      readonly is: 'wall';
      /** `null` where the text gives a time only. */
      readonly date: SaidDate | null;
      /** 0 is Sunday. */
      readonly weekday: number | null;
      /** `null` where the text gives a date only. */
      readonly clock: SaidClock | null;
      /** As the text names it; `null` is the local zone. */
      readonly zone: string | null;
      /** The same time said a second way. */
      readonly duration: SaidDuration | null;
    };

const MONTHS: readonly string[] = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const WEEKDAYS: readonly string[] = 'sun mon tue wed thu fri sat'.split(' ');
/**
 * Reads the time that stands at `start` of a text whose white space is normalised. `null` where none stands there;
 * `unclear` where one begins and goes on in a way that is not understood: half a date is worse than none.
 */
export function readTime(text: string, start: number): SaidTime | 'unclear' | null {
  const reader = createReader(text, start);
  const lead = (reader.take(patterns.lead)?.[1] ?? '').toLowerCase();
  const said = lead === 'in' || lead === 'after' ? readAfter(reader) : readWall(reader);
  if (said === 'unclear') return said;
  if (said === null) return reader.take(patterns.begun) === null ? null : 'unclear';
  return reader.take(patterns.tail) === null ? 'unclear' : said;
}

function readAfter(reader: Reader): SaidTime | null {
  const duration = durationOf(reader.take(patterns.duration), 1);
  if (duration === null) return null;
  const clock = clockOf(reader.take(patterns.atClock), 1);
  if (clock === null) return { is: 'after', duration };
  return { is: 'wall', date: null, weekday: null, clock, zone: readZone(reader), duration };
}

function readWall(reader: Reader): SaidTime | 'unclear' | null {
  let date = dateOf(reader.take(patterns.date), 1, 2, 3);
  const weekday = date === null ? indexIn(WEEKDAYS, reader.take(patterns.weekday)?.[1]) : null;
  const dated = date !== null || weekday !== null;
  const clock = clockOf(reader.take(dated ? patterns.joinedClock : patterns.clock), 1);
  if (clock === null && weekday !== null) return 'unclear';
  if (clock === null && date === null) return null;
  let zone = readZone(reader);
  if (!dated) {
    date = dateOf(reader.take(patterns.onDate), 2, 1, 3);
    zone ??= readZone(reader);
  }
  const duration = durationOf(reader.take(patterns.durationInBrackets), 2);
  return { is: 'wall', date, weekday, clock, zone, duration };
}

function readZone(reader: Reader): string | null {
  return (reader.take(patterns.zoneInBrackets) ?? reader.take(patterns.zoneBare))?.[1] ?? null;
}

function durationOf(match: RegExpExecArray | null, group: number): SaidDuration | null {
  const numbers = UNITS.map(([, unitMs], index) => ({ unitMs, said: match?.[group + index] })).filter(
    (part) => part.said !== undefined,
  );
  const last = numbers.at(-1);
  if (last === undefined || numbers.some((part) => part !== last && part.said?.includes('.'))) return null;
  const ms = numbers.reduce((sum, part) => sum + Number(part.said) * part.unitMs, 0);
  return { ms: Math.round(ms), precisionMs: last.unitMs };
}

function clockOf(match: RegExpExecArray | null, group: number): SaidClock | null {
  if (match === null) return null;
  const [hour12, minute12 = '0', half, hour24, minute24] = match.slice(group);
  if (hour24 !== undefined) return clock(Number(hour24), Number(minute24));
  const hour = Number(hour12);
  if (hour < 1 || hour > 12) return null;
  return clock((hour % 12) + (half?.toLowerCase() === 'p' ? 12 : 0), Number(minute12));
}

function clock(hour: number, minute: number): SaidClock | null {
  return hour < 24 && minute < 60 ? { hour, minute } : null;
}

function dateOf(match: RegExpExecArray | null, month: number, day: number, year: number): SaidDate | null {
  const index = indexIn(MONTHS, match?.[month]);
  if (match === null || index === null) return null;
  return { year: match[year] === undefined ? null : Number(match[year]), month: index + 1, day: Number(match[day]) };
}

function indexIn(names: readonly string[], said: string | undefined): number | null {
  const index = names.indexOf((said ?? '').slice(0, 3).toLowerCase());
  return index < 0 ? null : index;
}

interface Reader {
  /** Takes what matches here and goes on behind it, or stays where it is. */
  take(pattern: RegExp): RegExpExecArray | null;
}

function createReader(text: string, start: number): Reader {
  let position = start;
  return {
    take(pattern) {
      pattern.lastIndex = position;
      const match = pattern.exec(text);
      if (match !== null) position += match[0].length;
      return match;
    },
  };
}
