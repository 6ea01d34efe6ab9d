import { instantFromMs, type Instant } from '@ccx/contracts';

/** Written as an instant is, on a day that every month has. */
const PLAIN_INSTANT =
  /^(?:19[7-9]\d|[2-9]\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * The instant of a vendor's time stamp, `null` where it is none. A stamp that is written as an instant is taken over as it
 * stands: most lines carry one, and to make a date and write it again costs as much as to read a short line.
 */
export function instantOfStamp(stamp: string): Instant | null {
  return PLAIN_INSTANT.test(stamp) ? stamp : instantFromMs(Date.parse(stamp));
}
