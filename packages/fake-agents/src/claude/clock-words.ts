/** Instants as the CLI writes them: `3:32am (UTC)`, `Nov 25, 1:02am (UTC)`, in the local time zone. */
export interface ClockWords {
  /** The date only when it is not today's. */
  readonly short: string;
  readonly withDate: string;
}

/** `timeZone` defaults to the process's own. Minutes are rounded down and dropped on the hour. */
export function clockWords(
  atMs: number,
  nowMs: number,
  timeZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone,
): ClockWords {
  const at = parts(atMs, timeZone);
  const now = parts(nowMs, timeZone);
  const time = `${at.hour}${at.minute === '00' ? '' : `:${at.minute}`}${at.half} (${timeZone})`;
  const withDate = `${at.month} ${at.day}, ${time}`;
  const today = at.month === now.month && at.day === now.day && at.year === now.year;
  return { short: today ? time : withDate, withDate };
}

function parts(ms: number, timeZone: string): Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'half', string> {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    hour12: true,
  });
  const found = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes): string => found.get(name) ?? '';
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    half: part('dayPeriod').toLowerCase(),
  };
}
