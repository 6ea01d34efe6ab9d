import { type Instant, instantFromMs } from '@ccx/contracts';

const LAST = '9999-12-31T23:59:59.999Z';

/** `ms` milliseconds after an instant. */
export function later(instant: Instant, ms: number): Instant {
  return instantFromMs(Date.parse(instant) + ms) ?? LAST;
}

/** The first of those that are known; `null` where none is. */
export function earliest(...instants: readonly (Instant | null)[]): Instant | null {
  return instants.flatMap((one) => one ?? []).toSorted()[0] ?? null;
}

export function latest(one: Instant, other: Instant): Instant {
  return one > other ? one : other;
}
