import type { Instant } from '@ccx/contracts';

const DAY_MS = 24 * 3_600_000;

/**
 * An instant as a clock shows it in the person's zone: `03:33` within a day, `Wed 01:00` within a week, else
 * `24 Nov 01:00`.
 */
export function clockTime(
  at: Instant,
  { now, timeZone }: { readonly now: Instant; readonly timeZone: string },
): string {
  const ahead = Math.abs(Date.parse(at) - Date.parse(now));
  const date = new Date(at);
  const time = format(date, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  if (ahead < DAY_MS) return time;
  if (ahead < 6 * DAY_MS) return `${format(date, { weekday: 'short', timeZone })} ${time}`;
  return `${format(date, { day: 'numeric', month: 'short', timeZone })} ${time}`;
}

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', options).format(date);
}
