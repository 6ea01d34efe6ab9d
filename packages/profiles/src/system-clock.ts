import type { Clock } from '@ccx/contracts';

/** The time of this machine. */
export const systemClock: Pick<Clock, 'now'> = { now: () => new Date().toISOString() };
