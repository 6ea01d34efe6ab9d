import { instantFromMs, namedZone, parseResetTime, type Instant } from '@ccx/contracts';
import { durationMs } from './duration-ms.ts';

const DAY_MS = 86_400_000;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** What a time that a person writes is read by. */
export interface MomentContext {
  readonly now: Instant;
  /** Whose clocks are meant where the text names none. */
  readonly timeZone: string;
}

/**
 * The instant that a person means: a time of the clock (`03:30`, `6pm`: the next one), a day (`tomorrow 8:00`,
 * `mon 09:00`, `2026-11-22 09:00`), a length of time from now (`+2h`), or an instant with its zone. `null` is none.
 */
export function momentOf(text: string, { now, timeZone }: MomentContext): Instant | null {
  // `8:00` is `08:00`; `8:00pm` is not.
  const said = text.trim().replace(/(?<![\d:])(\d:\d\d)(?!\s*[ap]\.?m|[\d:])/gi, '0$1');
  if (said.startsWith('+')) return instantAt(Date.parse(now) + (durationMs(said.slice(1)) ?? Number.NaN));
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/i.test(said)) return instantAt(Date.parse(said));
  const day = dayOf(said, { now, timeZone });
  if (day === null) return parseResetTime(said, { now, timeZone });
  // The one reader of clock times knows what a zone's clocks do in spring and in autumn.
  return parseResetTime(`${MONTHS[day.month - 1]} ${day.day}, ${day.year} ${day.clock}`.trim(), { now, timeZone });
}

interface SaidDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clock: string;
}

function dayOf(said: string, { now, timeZone }: MomentContext): SaidDay | null {
  const [, year, month, day, time = ''] = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d?:\d\d)(?::\d\d)?)?$/i.exec(said) ?? [];
  if (year !== undefined) return { year: Number(year), month: Number(month), day: Number(day), clock: time };
  const [, word, clock = ''] = /^(today|tomorrow)(?:\s+(?:at\s+)?(\S.*))?$/i.exec(said) ?? [];
  const zone = namedZone(timeZone);
  if (word === undefined || zone === null) return null;
  const at = Date.parse(now);
  const there = new Date(at + zone(at) + (word.toLowerCase() === 'tomorrow' ? DAY_MS : 0));
  return { year: there.getUTCFullYear(), month: there.getUTCMonth() + 1, day: there.getUTCDate(), clock };
}

function instantAt(ms: number): Instant | null {
  return Number.isNaN(new Date(ms).getTime()) ? null : instantFromMs(ms);
}
