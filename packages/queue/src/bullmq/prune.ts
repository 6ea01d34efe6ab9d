import type { EndState } from '../backlog.ts';
import { keptIn } from './look.ts';
import { parsed, type Store } from './store.ts';
import { tick } from './tick.ts';

const KEEP_COSTS_MS = 31 * 86_400_000;

/** Takes ended items away, with their tries and events. What was counted stays counted. */
export async function pruneItems(
  store: Store,
  { states, before }: { readonly states: readonly EndState[]; readonly before: string },
): Promise<number> {
  const { redis, keys, section } = store;
  return section.within(async (by) => {
    await tick(store, by);
    const beforeMs = Date.parse(before);
    const ended = (await Promise.all(states.map((state) => keptIn(store, state)))).flat();
    const old = ended.filter(({ endedAt }) => endedAt !== null && endedAt < beforeMs);
    const gone = new Set(old.map(({ id }) => id));
    for (const { id, seq, bucket } of old) {
      await store.queueOf(bucket).remove(id);
      by.put('HDEL', keys.items, id);
      by.put('HDEL', keys.numbers, seq);
      by.put('ZREM', keys.ids, id);
    }
    // What runs have cost is asked of days, whatever becomes of their items.
    const longAgo = Math.min(beforeMs, by.now - KEEP_COSTS_MS);
    by.put('ZREMRANGEBYSCORE', keys.runs, '-inf', `(${longAgo}`);
    for (const run of await redis.zrangebyscore(keys.runs, '-inf', `(${longAgo}`)) by.put('HDEL', keys.costs, run);
    let removed = false;
    for (const [name, [, text]] of await redis.xrange(keys.events, '-', '+')) {
      const event = parsed<{ readonly item: string | null; readonly at: number }>(text);
      if (event === null || (event.item === null ? event.at >= beforeMs : !gone.has(event.item))) continue;
      by.put('XDEL', keys.events, name);
      removed = true;
    }
    if (removed || gone.size > 0) by.tell('pruned', null, { items: gone.size });
    return gone.size;
  });
}
