import type { Machine } from '../machine/machine.ts';
import { durationMs } from '../scenario/duration.ts';
import type { Duration } from '../scenario/scenario.ts';
import { thrownText } from './failure.ts';
import type { GeminiError } from './service-errors.ts';

/** As 0.61.0 does it unless the settings say fewer: five seconds before the second, then twice as long, at most thirty. */
export const ATTEMPTS = 10;
const FIRST_DELAY = '5s';
const LONGEST_MS = 30_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/**
 * To a wait for a quota the CLI adds up to a fifth by chance, so that what stderr says is later than the reset. Here
 * always the share of the recording that slept longest: 21927698 for 18750000.
 */
const SHARE = 1.169_477_2;

/** Failed attempts, each with its line on stderr and the wait behind it; stdout is silent meanwhile. */
export async function sayRetries(
  machine: Machine,
  { again, status, thrown }: GeminiError,
  { times, delay = FIRST_DELAY, signal }: { times: number; delay?: Duration | undefined; signal: AbortSignal },
): Promise<void> {
  for (let attempt = 1; attempt <= times; attempt += 1) {
    const waitMs = Math.min(durationMs(delay) * 2 ** (attempt - 1), Math.max(LONGEST_MS, durationMs(delay)));
    if (again === 'quota') {
      await sayQuotaWait(machine, { attempt, message: thrown.message, waitMs, signal });
      continue;
    }
    const how = status === null ? `Attempt ${attempt} failed.` : `Attempt ${attempt} failed with status ${status}.`;
    await machine.stderr(`${how} Retrying with backoff... ${thrownText(thrown)}\n`);
    await machine.sleep(waitMs, signal);
  }
}

/** The last attempt failed too; of a network that is not there nothing more is said. */
export async function sayGivenUp(machine: Machine, error: GeminiError, attempt: number): Promise<void> {
  const { message } = error.last ?? error.thrown;
  if (error.again !== 'network') {
    await machine.stderr(`Attempt ${attempt} failed: ${message}. Max attempts reached\n`);
  }
}

/** One wait for a quota: `Attempt 1 failed: … Retrying after 5847ms...`, then nothing for so long. */
export async function sayQuotaWait(
  machine: Machine,
  of: { readonly attempt: number; readonly message: string; readonly waitMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const waitMs = Math.round(of.waitMs * SHARE);
  await machine.stderr(`Attempt ${of.attempt} failed: ${of.message}. Retrying after ${waitMs}ms...\n`);
  // A timer cannot be longer, and would fire at once.
  for (let left = waitMs; left > 0; left -= LONGEST_TIMER_MS) {
    await machine.sleep(Math.min(left, LONGEST_TIMER_MS), of.signal);
  }
}
