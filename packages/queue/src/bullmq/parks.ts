import { backoffMs } from '../backoff.ts';
import type { Change } from './section.ts';
import { parsed, type Store } from './store.ts';

/** From so many failures in a row on a key rests. */
const PARK_FROM = 3;

/** Failures in a row of a key, and until when it rests for them. */
export interface Park {
  readonly failures: number;
  readonly until: number | null;
}

async function parkOf({ records }: Store, key: string): Promise<Park | null> {
  return parsed<Park>(await records.text('parks', key));
}

/** One more failure in a row. Returns until when the key rests now, `null` where it does not yet. */
export async function countFailure(
  store: Store,
  by: Change,
  key: string,
  from: number = PARK_FROM,
): Promise<number | null> {
  const failures = ((await parkOf(store, key))?.failures ?? 0) + 1;
  const until = failures < from ? null : by.now + backoffMs(store.limits().park, failures - from + 1, store.random);
  by.put('set', 'parks', key, JSON.stringify({ failures, until } satisfies Park));
  return until;
}

/** A success ends the row of failures. */
export function clearFailures(by: Change, key: string): void {
  by.put('unset', 'parks', key);
}

/** Under which a dedup key rests. */
export function parkKey(dedup: string): string {
  return `key ${dedup}`;
}

/** Under which a whole type rests. */
export function typeKey(type: string): string {
  return `type ${type}`;
}
