import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@ccx/contracts';

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  sleep: (ms, signal) => pause(ms, undefined, signal === undefined ? {} : { signal }),
};
