import { CcxError } from '../error.ts';

/** Throws `invalid_argument` for the first of these options that is not a finite number of milliseconds from 0 on. */
export function checkDurations(durations: Readonly<Record<string, number | undefined>>): void {
  for (const [name, ms] of Object.entries(durations)) {
    if (ms === undefined || (Number.isFinite(ms) && ms >= 0)) continue;
    throw new CcxError('invalid_argument', `${name} is ${ms}; milliseconds from 0 on were expected.`);
  }
}
