import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@ccx/contracts';

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // The timer wraps the reason into an error of its own; the contract promises the reason itself.
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
};
