import { CcxError } from './error.ts';
import { occurrenceOf, type OccurrenceContext, withinReach } from './reset-occurrence.ts';
import { readTime, type SaidTime } from './reset-phrase.ts';
import { type Instant, instantFromMs } from './time.ts';
import { namedZone, type Zone } from './time-zone.ts';
import { zoneOfText } from './zone-name.ts';

/** What {@link parseResetTime} must know beside the text. */
export interface ResetTimeContext {
  readonly now: Instant;
  /** IANA name of the zone in which the CLI writes times that name none. An unknown one makes those `null`. */
  readonly timeZone: string;
  /** Length of the window whose reset it is, in minutes; absent is unknown. */
  readonly windowMinutes?: number;
}

/** Words behind which a time may stand. */
const ANCHOR = /(?<![a-z])(?:resets?|try again|limited until|continuing automatically)/gi;
/** Claude Code before 2.0 put epoch seconds behind a bar. */
const EPOCH = /\|\s?(\d{10}|\d{13})(?![\d.])/g;
/** Times that lie further apart than a minute contradict each other. */
const SAME_MS = 60_000;

/**
 * The instant at which a limit resets, from the words of a vendor's screen or message, or `null` rather than a guess.
 *
 * The text may be the bare time, a line or a whole message. Understood are, with or without the words around them:
 * `5am`, `3:59pm (Europe/Helsinki)`, `03:14`, `04:01 on 27 Nov`, `Dec 2 at 12am`, `Jan 2, 2026, 10:59pm`,
 * `Aug 5th, 2026 9:31 AM`, `Monday 12:00 AM`, `Nov 27`, `in 2h 15m`, `after 8h44m7s`, `9:13 PM (23h 46m)`,
 * `|1758598800`; also with the white space lost or doubled by a redraw.
 *
 * - Without a zone the local one is meant. An abbreviation counts where it names one offset, or is the local zone's.
 * - A window bounds the answer: a reset lies at most its length (and 5 minutes) ahead, or as far back. Of the times that
 *   fit, the earliest that is not past is meant, else the latest past one: at 15:05, `3pm` of a 5-hour window was five
 *   minutes ago, and the caller sees that it is over.
 * - Without a window a bare time is the next one, and a date without a year is the one nearest to now.
 * - A time that a clock change repeats is the earlier one until that has passed, one that it skips is `null`.
 * - A date alone is the start of that day in its zone: the earliest that the text can mean.
 * - A time that comes with a length (`9:13 PM (23h 46m)`) counts if both agree to the length's smallest unit.
 * - Two different times, an unknown zone and a phrase that goes on in an unknown way (as one cut at the edge of a
 *   screen) are `null`.
 *
 * @throws CcxError `invalid_argument` where `now` is no instant or `windowMinutes` not above zero
 * @example
 * parseResetTime('resets 2:32am (UTC)', { now: '2026-11-21T01:08:00.000Z', timeZone: 'Europe/Vienna' });
 * // '2026-11-21T02:32:00.000Z'
 */
export function parseResetTime(text: string, about: ResetTimeContext): Instant | null {
  const context = contextOf(about);
  const zones = new Map<string | null, Zone | null>();
  const zoneOf = (name: string | null): Zone | null => {
    const known = zones.get(name);
    if (known !== undefined) return known;
    const zone = name === null ? namedZone(about.timeZone) : zoneOfText(name, about.timeZone, context.now);
    zones.set(name, zone);
    return zone;
  };
  const times = [
    ...saidTimes(text).map((said) => {
      if (said === 'unclear') return null;
      return occurrenceOf(said, said.is === 'wall' ? zoneOf(said.zone) : null, context);
    }),
    ...[...text.matchAll(EPOCH)].map(([, digits = '']) =>
      withinReach(Number(digits) * (digits.length === 10 ? 1000 : 1), context),
    ),
  ];
  const [first, ...others] = times;
  if (first === undefined || first === null) return null;
  const agreed = others.every((other) => other !== null && Math.abs(other - first) <= SAME_MS);
  return agreed ? instantFromMs(first) : null;
}

/** Every time that stands behind an anchor; in a text without one, the time that it consists of. */
function saidTimes(raw: string): readonly (SaidTime | 'unclear')[] {
  const text = normalised(raw);
  const anchors = [...text.matchAll(ANCHOR)];
  if (anchors.length === 0) return [readTime(text.replace(/^[\s("'·•∙│]+/, ''), 0)].filter((said) => said !== null);
  return anchors
    .map((anchor) => {
      const said = readTime(text, anchor.index + anchor[0].length);
      return said === null || closesItsBracket(text, anchor.index) ? said : 'unclear';
    })
    .filter((said) => said !== null);
}

/** `(resets 01:08` without its end was cut at the edge of the screen, and a date may have stood there. */
function closesItsBracket(text: string, anchor: number): boolean {
  return text[anchor - 1] !== '(' || /^[^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)/.test(text.slice(anchor, anchor + 120));
}

/** One space between words, one line end between lines; a phrase in brackets or doubled by a redraw made whole again. */
function normalised(text: string): string {
  return text
    .replace(/[^\S\r\n]+/g, ' ')
    .replace(/ ?[\r\n]+ ?/g, '\n')
    .replace(/\( ?resets? [^()]{0,60}\)/gi, (phrase) => phrase.replaceAll('\n', ' '))
    .replace(/(?<=[\w)%]) ?(?=Resets?)/g, '\n')
    .trim();
}

function contextOf({ now, windowMinutes }: ResetTimeContext): OccurrenceContext {
  const ms = Date.parse(now);
  if (Number.isNaN(ms)) {
    throw new CcxError('invalid_argument', `now is "${now}", expected an instant as 2026-11-21T01:08:00.000Z.`);
  }
  if (windowMinutes !== undefined && !(windowMinutes > 0)) {
    throw new CcxError('invalid_argument', `windowMinutes is ${windowMinutes}, expected a number above zero.`);
  }
  return { now: ms, windowMs: windowMinutes === undefined ? null : windowMinutes * 60_000 };
}
