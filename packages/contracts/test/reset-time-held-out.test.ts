import { expect, test } from 'vitest';
import { parseResetTime } from '../src/reset-time.ts';
import { HELD_OUT } from './reset-wordings.ts';

test.each(HELD_OUT)('a wording that the parser was not written with, %s: %j', (...row) => {
  const [, text, now, timeZone, windowMinutes, expected] = row;
  expect(parseResetTime(text, { now, timeZone, ...(windowMinutes === null ? {} : { windowMinutes }) })).toBe(expected);
});
