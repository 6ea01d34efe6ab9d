import type { QueueLimits } from '../../src/index.ts';

/** Only keys limit anything: what is looked at is what becomes of work whose worker dies. */
export const CRASH_LIMITS: Partial<QueueLimits> = { running: 100, startsPerHour: 1_000_000, maxStalls: 1_000_000 };
