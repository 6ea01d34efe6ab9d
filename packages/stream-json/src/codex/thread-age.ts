import type { Instant } from '@ccx/contracts';

/**
 * A turn began 19 to 76 ms after its thread was made, by the stamps of 23 rollouts (0.169.0, two cores under load,
 * 2026-11-21). The earliest resume wrote 252 ms after it, where a stand-in answered at once: an earlier process must have
 * had a turn of the model and have ended first.
 */
const LONGEST_BIRTH_MS = 150;

const UUID_V7 = /^(?<high>[0-9a-f]{8})-(?<low>[0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * Whether a thread was made by the process whose `thread.started` was read at this time. The line is the same after a
 * resume, but a thread's id is a UUIDv7, which carries the moment at which it was made. `false` is not proved: the line
 * may have been read late, or by another clock.
 */
export function isNewThread(threadId: string, readAt: Instant): boolean {
  const { high, low } = UUID_V7.exec(threadId)?.groups ?? {};
  if (high === undefined || low === undefined) return false;
  const ageMs = Date.parse(readAt) - Number.parseInt(high + low, 16);
  return ageMs >= 0 && ageMs <= LONGEST_BIRTH_MS;
}
