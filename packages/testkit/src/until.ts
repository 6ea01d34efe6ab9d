import { setTimeout as delay } from 'node:timers/promises';

/** What a condition may answer: anything but these counts as true. */
export type Falsy = false | null | undefined | 0 | '';

export interface UntilOptions {
  /** Gives up after this many milliseconds. Default 30 000: room for a busy machine, not an expectation. */
  readonly deadlineMs?: number;
  /** Milliseconds between two looks. Default 20. */
  readonly pollMs?: number;
  /** What is waited for, for the message of the error. */
  readonly what?: string;
}

/**
 * Polls a condition until it holds and gives its value; throws when the deadline has passed. A condition that throws
 * does not hold yet, and its last error becomes the cause.
 *
 * @example
 * const pid = await until(() => readPid(file), { what: 'the pid file' });
 */
export async function until<T>(
  condition: () => T | Falsy | Promise<T | Falsy>,
  { deadlineMs = 30_000, pollMs = 20, what = 'the condition' }: UntilOptions = {},
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    let cause: unknown;
    try {
      const value = await condition();
      if (value !== false && value !== null && value !== undefined && value !== 0 && value !== '') return value;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= end) throw new Error(`${what} did not hold within ${deadlineMs} ms`, { cause });
    await delay(pollMs);
  }
}
