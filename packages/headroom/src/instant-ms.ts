import type { Instant } from '@ccx/contracts';

const WIDTH = '2026-11-21T12:00:00.000Z'.length;

/**
 * The milliseconds since 1970 of an instant, as `Date.parse` gives them. An instant has one width, so its digits can be
 * taken from their places: a third of the time, and a ranking reads thousands of them. Any other text is left to
 * `Date.parse`.
 */
export function instantMs(instant: Instant): number {
  if (instant.length !== WIDTH || !instant.endsWith('Z')) return Date.parse(instant);
  return Date.UTC(
    digits(instant, 0, 4),
    digits(instant, 5, 7) - 1,
    digits(instant, 8, 10),
    digits(instant, 11, 13),
    digits(instant, 14, 16),
    digits(instant, 17, 19),
    digits(instant, 20, 23),
  );
}

function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) number = number * 10 + text.charCodeAt(at) - 48;
  return number;
}
