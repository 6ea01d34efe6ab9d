import type { Change } from './section.ts';
import type { Store } from './store.ts';

const HOUR_MS = 3_600_000;

/** How many starts the last hour still allows. */
export interface RateState {
  readonly used: number;
  readonly left: number;
  /** When the next start is allowed; `null`: now. */
  readonly nextAt: number | null;
}

export async function rateNow({ records, limits }: Store, now: number): Promise<RateState> {
  const max = limits().startsPerHour;
  const from = now - HOUR_MS + 1;
  const used = await records.countRanked('starts', { from });
  if (used < max) return { used, left: max - used, nextAt: null };
  if (max < 1) return { used, left: 0, nextAt: null };
  // The start that has to leave the hour before there is a place again.
  const [first] = await records.ranked('starts', { from, skip: used - max, limit: 1 });
  return { used, left: 0, nextAt: (first?.rank ?? now) + HOUR_MS };
}

export function spendStart(by: Change, token: string): void {
  by.put('unrank-to', 'starts', by.now - HOUR_MS);
  by.put('rank', 'starts', token, by.now);
}
