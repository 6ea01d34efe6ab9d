import type { Engine } from './engine.ts';
import type { RateWindow } from './rate.ts';

/** The starts of the queue itself; its file may hold other windows beside it. */
export function startsWindow({ limits }: Engine): RateWindow {
  return { name: 'starts', max: limits().startsPerHour, windowMs: 3_600_000 };
}
