import type { EndState } from '../backlog.ts';
import { keptIn } from './look.ts';
import { fieldsOf, parsed, type Store } from './store.ts';
import { tick } from './tick.ts';

const KEEP_COSTS_MS = 31 * 86_400_000;

/** Takes ended items away, with their tries and events. What was counted stays counted. */
export async function pruneItems(
  store: Store,
  { states, before }: { readonly states: readonly EndState[]; readonly before: string },
): Promise<number> {
  const { records, section } = store;
  return section.within(async (by) => {
    await tick(store, by);
    const beforeMs = Date.parse(before);
    const ended = (await Promise.all(states.map((state) => keptIn(store, state)))).flat();
    const old = ended.filter(({ endedAt }) => endedAt !== null && endedAt < beforeMs);
    const gone = new Set(old.map(({ id }) => id));
    for (const { id, seq, bucket } of old) {
      await store.queueOf(bucket).remove(id);
      by.put('unset', 'items', id);
      by.put('unset', 'numbers', String(seq));
      by.put('unrank', 'ids', id);
    }
    // What runs have cost is asked of days, whatever becomes of their items.
    const longAgo = Math.min(beforeMs, by.now - KEEP_COSTS_MS);
    by.put('unrank-to', 'runs', longAgo - 1);
    for (const run of await fieldsOf(store, 'runs', { to: longAgo - 1 })) by.put('unset', 'costs', run);
    let removed = false;
    for (const { id, text } of await records.events(0, Number.MAX_SAFE_INTEGER)) {
      const event = parsed<{ readonly item: string | null; readonly at: number }>(text);
      if (event === null || (event.item === null ? event.at >= beforeMs : !gone.has(event.item))) continue;
      by.put('forget', id);
      removed = true;
    }
    if (removed || gone.size > 0) by.tell('pruned', null, { items: gone.size });
    return gone.size;
  });
}
