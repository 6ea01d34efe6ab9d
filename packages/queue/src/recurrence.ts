import { CcxError, type WorkRecurrence } from '@ccx/contracts';
import { Cron } from 'croner';

/**
 * The next time after `afterMs`, in milliseconds since 1970, jitter included; `null`: there is none any more.
 *
 * @param random from 0 to below 1
 * @throws {CcxError} `invalid_argument` for an expression or a time zone that cannot be read
 */
export function nextOccurrence(recurrence: WorkRecurrence, afterMs: number, random: () => number): number | null {
  const { expression, timeZone, jitterMs } = recurrence;
  let next: Date | null;
  try {
    next = new Cron(expression, { timezone: timeZone, paused: true }).nextRun(new Date(afterMs));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CcxError('invalid_argument', `"${expression}" in ${timeZone} is no time that comes again: ${why}`, {
      hint: "five fields: minute hour day month weekday, as in '0 6 * * 1-5' for 06:00 from Monday to Friday",
      cause,
    });
  }
  return next === null ? null : next.getTime() + Math.floor(jitterMs * random());
}
