import { CcxError, namedZone } from '@ccx/contracts';
import { numberOf } from '@ccx/contracts/sqlite';
import type { Connection } from '../sqlite/connection.ts';

export type Period = 'day' | 'week' | 'month';

/** Sums are kept by quarters of an hour, in which every zone's days begin. */
export const SLOT_MS = 900_000;
const DAY_MS = 86_400_000;
const SLOTS_A_DAY = DAY_MS / SLOT_MS;

/** The days of UTC in which there are calls, found by one look for each. */
const DAYS = `WITH RECURSIVE days (day) AS (
    SELECT min(slot) / 96 FROM cells WHERE slot BETWEEN ?1 AND ?2
    UNION ALL SELECT (
      SELECT min(slot) / 96 FROM cells WHERE slot BETWEEN (day + 1) * 96 AND ?2)
    FROM days WHERE day IS NOT NULL)
  SELECT day FROM days WHERE day IS NOT NULL`;

/**
 * An expression of SQL for the period of the column `slot`, which {@link firstDay} reads. The zone is asked about the
 * days of these slots only, once for each unless the clocks change in it.
 *
 * @throws {CcxError} `invalid_argument` for a zone that this machine does not know
 */
export function periodColumn(
  connection: Connection,
  period: Period,
  timeZone: string,
  weekStart: 'monday' | 'sunday',
  slots: readonly [number, number],
): string {
  // Days are counted from 31 December 1969, a Wednesday, so that none is negative: SQL would round it the other way.
  const day = `((slot * ${SLOT_MS} + ${DAY_MS} + ${offsetColumn(connection, timeZone, slots)}) / ${DAY_MS})`;
  if (period === 'day') return day;
  if (period === 'week') return `(${day} - (${day} + ${weekStart === 'monday' ? 2 : 3}) % 7)`;
  return `(unixepoch((${day} - 1) * 86400, 'unixepoch', 'start of month') / 86400 + 1)`;
}

/** `YYYY-MM-DD` of a number that {@link periodColumn} gave. */
export function firstDay(period: number): string {
  return new Date((period - 1) * DAY_MS).toISOString().slice(0, 10);
}

/** How far the zone is ahead of UTC in a slot: the clocks change twice a year, so a few cases are all. */
function offsetColumn(connection: Connection, timeZone: string, slots: readonly [number, number]): string {
  if (timeZone === 'UTC') return '0';
  const ask = zoneOffset(timeZone);
  const cases: string[] = [];
  let current: number | null = null;
  const change = (slot: number, offset: number): void => {
    if (current !== null && current !== offset) cases.push(`WHEN slot < ${slot} THEN ${current}`);
    current = offset;
  };
  for (const row of connection.sql(DAYS).iterate(...slots)) {
    const start = numberOf(row['day']) * SLOTS_A_DAY;
    const [before, after] = [ask(start), ask(start + SLOTS_A_DAY)];
    change(start, before);
    if (after !== before)
      change(
        firstWhere(start, start + SLOTS_A_DAY, (slot) => ask(slot) === after),
        after,
      );
  }
  return cases.length === 0 ? String(current ?? 0) : `CASE ${cases.join(' ')} ELSE ${current ?? 0} END`;
}

function firstWhere(from: number, to: number, holds: (slot: number) => boolean): number {
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = (before + after) >> 1;
    if (holds(middle)) after = middle;
    else before = middle;
  }
  return after;
}

/** By slot, in milliseconds. @throws {CcxError} `invalid_argument` */
function zoneOffset(timeZone: string): (slot: number) => number {
  const zone = namedZone(timeZone);
  if (zone === null) {
    throw new CcxError('invalid_argument', `"${timeZone}" is no time zone that this machine knows.`, {
      hint: 'Use an IANA name such as Europe/Berlin.',
    });
  }
  return (slot) => zone(slot * SLOT_MS);
}
