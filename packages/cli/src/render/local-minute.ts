import type { Instant } from '@ccx/contracts';

/** Shows times as the clocks of a zone do: `2026-11-19 14:03`. */
export function localMinute(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (at) => format.format(Date.parse(at));
}
