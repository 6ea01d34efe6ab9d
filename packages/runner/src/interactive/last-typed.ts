import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

/** The kernel moves a terminal's times in steps of this length, so that nobody reads keystrokes out of them. */
const STEP_MS = 8_000;

/**
 * The latest time at which the person may have typed at this process' terminal, in milliseconds since 1970: when its
 * input was last read. `null` without a terminal.
 */
export function lastTyped(): number | null {
  return isatty(0) ? fstatSync(0).atimeMs + STEP_MS : null;
}
