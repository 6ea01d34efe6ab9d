/**
 * A point in time exactly as `Date#toISOString` writes it: 24 characters, UTC, ending in `Z`.
 * All instants have the same width, so the order of the texts is the order of the times.
 */
export type Instant = string;

/** The only source of time that a package may use where a test should be able to turn the hands. */
export interface Clock {
  /** The current time. */
  now(): Instant;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The instant of a number of milliseconds since 1970, or `null` where no such date exists. */
export function instantFromMs(ms: number): Instant | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) || date.getTime() < 0 || date.getUTCFullYear() > 9999 ? null : date.toISOString();
}
