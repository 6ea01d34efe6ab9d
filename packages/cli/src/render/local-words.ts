import type { Instant } from '@ccx/contracts';
import { clockTime } from './clock-time.ts';
import { printableLine } from './printable.ts';

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

export interface Here {
  readonly now: Instant;
  readonly timeZone: string;
  /** `null`: unknown, then paths stay whole. */
  readonly home?: string | null;
}

/** A sentence that was made for every reader, as this one reads it: instants as their clock shows them, `~` for their home. */
export function localWords(text: string, { now, timeZone, home = null }: Here): string {
  const timed = printableLine(text).replace(INSTANT, (at) =>
    Number.isNaN(Date.parse(at)) ? at : clockTime(new Date(at).toISOString(), { now, timeZone }),
  );
  return home === null || home === '/' ? timed : timed.replaceAll(`${home}/`, '~/');
}
