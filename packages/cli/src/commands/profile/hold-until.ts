import { CcxError, parseResetTime, type Instant } from '@ccx/contracts';
import { parseDuration } from '../parse-values.ts';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const OPTION = '--until';

/**
 * Until when an account is held, as a person writes it: a time of the clock (`18:00`, `6pm`), a length of time (`2h`), a
 * day (`mon 09:00`, `2026-11-22`, `2026-11-22T09:00`), or an instant with its zone.
 *
 * @throws {CcxError} `invalid_argument` for what is no time, and for one that is over
 */
export function holdUntil(
  text: string,
  { now, timeZone }: { readonly now: Instant; readonly timeZone: string },
): Instant {
  const said = text.trim();
  const until = instantOf(said, now, timeZone);
  if (until === null) {
    throw new CcxError('invalid_argument', `${OPTION} is "${text}"; a time within a year was expected.`, {
      hint: `${OPTION} 18:00, ${OPTION} 2h, ${OPTION} "mon 09:00" or ${OPTION} 2026-11-22T09:00`,
    });
  }
  if (until > now) return until;
  throw new CcxError('invalid_argument', `${OPTION} is "${text}", which is over.`, {
    hint: 'ccx profile release NAME',
  });
}

function instantOf(said: string, now: Instant, timeZone: string): Instant | null {
  if (/^(\d+(\.\d+)?(s|m|h|d)\s*)+$/.test(said)) {
    const ms = Date.parse(now) + parseDuration(said, OPTION);
    return Number.isNaN(new Date(ms).getTime()) ? null : new Date(ms).toISOString();
  }
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/i.test(said)) {
    const ms = Date.parse(said);
    return Number.isNaN(ms) ? null : new Date(ms).toISOString();
  }
  // The one reader of clock times knows days by their names, and what a zone's clocks do in spring and in autumn.
  const [, year, month, day, clock = ''] = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d)(?::\d\d)?)?$/i.exec(said) ?? [];
  const words = year === undefined ? said : `${MONTHS[Number(month) - 1]} ${day}, ${year} ${clock}`.trim();
  return parseResetTime(words, { now, timeZone });
}
