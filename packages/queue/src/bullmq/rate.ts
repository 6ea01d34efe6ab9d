import type { Store } from './store.ts';

const HOUR_MS = 3_600_000;

/** How many starts the last hour still allows. */
export interface RateState {
  readonly used: number;
  readonly left: number;
  /** When the next start is allowed; `null`: now. */
  readonly nextAt: number | null;
}

export async function rateNow({ redis, keys, limits }: Store, now: number): Promise<RateState> {
  const max = limits().startsPerHour;
  const used = await redis.zcount(keys.starts, `(${now - HOUR_MS}`, '+inf');
  if (used < max) return { used, left: max - used, nextAt: null };
  if (max < 1) return { used, left: 0, nextAt: null };
  // The start that has to leave the hour before there is a place again.
  const [, at] = await redis.zrangebyscore(
    keys.starts,
    `(${now - HOUR_MS}`,
    '+inf',
    'WITHSCORES',
    'LIMIT',
    used - max,
    1,
  );
  return { used, left: 0, nextAt: Number(at) + HOUR_MS };
}

export function spendStart(
  { keys }: Store,
  by: { put: (...command: (string | number)[]) => void; now: number },
  token: string,
): void {
  by.put('ZREMRANGEBYSCORE', keys.starts, '-inf', by.now - HOUR_MS);
  by.put('ZADD', keys.starts, by.now, token);
}
