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

async function parkOf({ redis, keys }: Store, key: string): Promise<Park | null> {
  return parsed<Park>(await redis.hget(keys.parks, key));
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
  by.put('HSET', store.keys.parks, key, JSON.stringify({ failures, until } satisfies Park));
  return until;
}

/** A success ends the row of failures. */
export function clearFailures({ keys }: Store, by: Change, key: string): void {
  by.put('HDEL', keys.parks, key);
}

/** A whole type rests under its own key, which no item can bear. */
export function typeKey(type: string): string {
  return `\0type ${type}`;
}
