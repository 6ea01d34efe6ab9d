import { CcxError } from '@ccx/contracts';

export interface DaysFlags {
  readonly since?: string;
  readonly until?: string;
}

const DAY_MS = 24 * 3_600_000;
const WORDS: Readonly<Record<string, string>> = { today: '1d', yesterday: '2d' };
const SPANS: Readonly<Record<string, number>> = { d: 1, w: 7 };

/**
 * The days that a person named, as `YYYY-MM-DD`. `7d` is the first of seven days, the last of which is today.
 *
 * @throws {CcxError} `invalid_argument` for what is no day, days in the wrong order, or a zone that there is not
 */
export function usageDays({ since, until }: DaysFlags, timeZone: string, nowMs: number): DaysFlags {
  const first = since === undefined ? undefined : dayOf(since, '--since', timeZone, nowMs);
  const last = until === undefined ? undefined : dayOf(until, '--until', timeZone, nowMs);
  if (first !== undefined && last !== undefined && first > last) {
    throw new CcxError('invalid_argument', `--since is ${first}, which is after --until, ${last}.`, {
      hint: `--since ${last} --until ${first}`,
    });
  }
  return { ...(first !== undefined && { since: first }), ...(last !== undefined && { until: last }) };
}

function dayOf(text: string, option: string, timeZone: string, nowMs: number): string {
  const [, number, unit = ''] = /^([1-9]\d{0,3})([dw])$/.exec(WORDS[text] ?? text) ?? [];
  // Days are taken off the calendar: one of them may have 23 hours.
  const day =
    number === undefined
      ? text.replace(/^(\d{4})-?(\d{2})-?(\d{2})$/, '$1-$2-$3')
      : isoDay(Date.parse(localDay(timeZone, nowMs)) - (Number(number) * (SPANS[unit] ?? 1) - 1) * DAY_MS);
  if (/^\d{4}-\d{2}-\d{2}$/.test(day) && isoDay(Date.parse(day)) === day) return day;
  throw new CcxError('invalid_argument', `${option} is "${text}"; a day was expected.`, {
    hint: `${option} 2026-11-01, ${option} today or ${option} 7d`,
  });
}

/** Empty where there is no such day. */
function isoDay(ms: number): string {
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10);
}

function localDay(timeZone: string, ms: number): string {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(ms);
  } catch (cause) {
    throw new CcxError('invalid_argument', `--timezone is "${timeZone}", which this machine does not know.`, {
      hint: '--timezone Europe/Berlin or --timezone UTC',
      cause,
    });
  }
}
