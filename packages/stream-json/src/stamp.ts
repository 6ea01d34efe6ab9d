import { instantFromMs, type Instant } from '@ccx/contracts';

const SHAPE = '0000-00-00T00:00:00.000Z';
const ZERO = 48;

/**
 * The instant of a vendor's time stamp, `null` where it is none. A stamp that is written as an instant is taken over as it
 * stands: most lines carry one, and to make a date and write it again costs as much as to read a short line.
 */
export function instantOfStamp(stamp: string): Instant | null {
  return isPlainInstant(stamp) ? stamp : instantFromMs(Date.parse(stamp));
}

/** Whether a text is an instant on a day that every month has; what this doubts may still be one. */
function isPlainInstant(text: string): boolean {
  if (text.length !== SHAPE.length) return false;
  for (let at = 0; at < SHAPE.length; at++) {
    const code = text.charCodeAt(at);
    const shape = SHAPE.charCodeAt(at);
    if (shape === ZERO ? code < ZERO || code > ZERO + 9 : code !== shape) return false;
  }
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  return (
    twoDigits(text, 0) * 100 + twoDigits(text, 2) >= 1970 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 28 &&
    twoDigits(text, 11) < 24 &&
    twoDigits(text, 14) < 60 &&
    twoDigits(text, 17) < 60
  );
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}
