import { CcxError, type Instant, namedZone, type Zone } from '@ccx/contracts';
import { later } from './later.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Hours of the day in which work may begin, in minutes since midnight; over midnight where `from` is after `to`. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** @throws {CcxError} `invalid_config` for what is not two times of day */
export function parseHours(text: string): Hours {
  const [, fromHour, fromMinute, toHour, toMinute] =
    /^(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)$/.exec(text.trim()) ?? [];
  const [from, to] = [minutes(fromHour, fromMinute), minutes(toHour, toMinute)];
  if (from !== null && to !== null) return { from, to };
  throw new CcxError('invalid_config', `"${text}" names no hours of the day.`, { hint: 'Write them as 22:00-07:00.' });
}

/** @throws {CcxError} `invalid_config` for a zone that this host does not know */
export function zoneOf(name: string): Zone {
  const zone = namedZone(name);
  if (zone !== null) return zone;
  throw new CcxError('invalid_config', `No time zone is named "${name}".`, { hint: 'Write it as Europe/Berlin.' });
}

/** When the hours begin next; `null`: it is within them. */
export function opensAt(now: Instant, { from, to }: Hours, zone: Zone): Instant | null {
  const wall = wallOf(now, zone);
  const minute = Math.floor((wall % DAY_MS) / MINUTE_MS);
  const inside = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (inside || from === to) return null;
  const today = wall - (wall % DAY_MS);
  return instantOf(today + (minute < from ? 0 : DAY_MS) + from * MINUTE_MS, zone);
}

/** The day of an instant in a zone: its first instant, and that of the next day. */
export function dayAround(now: Instant, zone: Zone): { readonly from: Instant; readonly to: Instant } {
  const wall = wallOf(now, zone);
  const midnight = wall - (wall % DAY_MS);
  return { from: instantOf(midnight, zone), to: instantOf(midnight + DAY_MS, zone) };
}

function wallOf(now: Instant, zone: Zone): number {
  const at = Date.parse(now);
  return at + zone(at);
}

/** The first instant at which clocks show this time, or jump over it. As `instantsOf` of the contracts does. */
function instantOf(wall: number, zone: Zone): Instant {
  const offsets = [zone(wall - DAY_MS), zone(wall + DAY_MS)];
  const exact = offsets.map((offset) => wall - offset).filter((at) => at + zone(at) === wall);
  return later(new Date(0).toISOString(), exact.length > 0 ? Math.min(...exact) : wall - Math.min(...offsets));
}

function minutes(hour: string | undefined, minute: string | undefined): number | null {
  const [hours, rest] = [Number(hour), Number(minute)];
  return hours <= 24 && rest <= 59 && hours * 60 + rest <= 24 * 60 ? (hours * 60 + rest) % (24 * 60) : null;
}
