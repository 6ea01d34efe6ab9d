import { CcxError, type WorkState } from '@ccx/contracts';
import { instantAt } from '../engine/queue-time.ts';
import { endItem } from './ending.ts';
import { holderOf } from './enqueue.ts';
import type { Kept } from './kept.ts';
import { handle, place } from './moves.ts';
import type { KeptHold } from './holds.ts';
import type { Park } from './parks.ts';
import { fieldsOf, find, keep, keptOfAll, mustFind, parsed, type Store } from './store.ts';
import { tick } from './tick.ts';

/** An item that waits ends at once; of one that runs its worker is asked to end it. */
export async function cancelItem(store: Store, id: string): Promise<WorkState> {
  return store.section.within(async (by) => {
    await tick(store, by);
    const { kept, state } = await mustFind(store, id);
    if (state === 'done' || state === 'dead' || state === 'cancelled') return state;
    if (state === 'running') {
      if (kept.cancelling) return state;
      keep(by, kept, { cancelling: true });
      by.tell('cancelling', id);
      return state;
    }
    const marked = keep(by, kept, { cancelling: true, hold: null, mark: null });
    const token = await handle(store, by, marked);
    await endItem(store, by, marked, { state: 'cancelled', reason: 'cancelled' }, token);
    by.put('unset', 'running', id);
    return 'cancelled';
  });
}

/**
 * Brings back what is dead, cancelled or waits for a person, with new attempts and what its last run had reached.
 *
 * @throws {CcxError} `invalid_argument` where another item holds its key by now
 */
export async function redriveItem(store: Store, id: string): Promise<boolean> {
  return store.section.within(async (by) => {
    await tick(store, by);
    const found = await find(store, id);
    if (found === null) return false;
    const { kept, job, state } = found;
    if (state !== 'dead' && state !== 'cancelled' && state !== 'needs-human') return false;
    await refuseTwin(store, kept);
    const after = keep(by, kept, {
      attempts: 0,
      stalls: 0,
      reason: null,
      endedAt: null,
      runAt: by.now,
      hold: null,
      mark: null,
      cancelling: false,
    });
    if (kept.dedup !== null) by.put('set', 'dedup', kept.dedup, id);
    by.put('unrank', 'asking', id);
    by.tell('redriven', id, { from: state });
    await by.save();
    if (state !== 'needs-human') await store.queueOf(kept.bucket).getBackend().retryFinishedJob(job, 'failed');
    await place(store, by, after, null);
    return true;
  });
}

async function refuseTwin(store: Store, { id, seq, dedup }: Kept): Promise<void> {
  const holder = dedup === null ? null : await holderOf(store, dedup);
  if (holder === null || holder.kept.id === id) return;
  const other = `#${holder.kept.seq}, which is ${holder.state}`;
  throw new CcxError('invalid_argument', `#${seq} cannot come back: its key belongs to ${other}.`);
}

/** Lifts what failures laid on keys and types. How often they failed is not forgotten. */
export async function forceAll(store: Store): Promise<void> {
  await store.section.within(async (by) => {
    await tick(store, by);
    for (const [key, text] of await store.records.allTexts('parks')) {
      const park = parsed<Park>(text);
      if (park !== null) by.put('set', 'parks', key, JSON.stringify({ ...park, until: null } satisfies Park));
    }
    for (const [scope, text] of await store.records.allTexts('holds')) {
      if (parsed<KeptHold>(text)?.by === 'failures') by.put('unset', 'holds', scope);
    }
    for (const kept of await keptOfAll(store, await fieldsOf(store, 'wake'))) {
      if (!kept.parked) continue;
      const after = keep(by, kept, { parked: false, runAt: by.now });
      by.tell('freed', kept.id, { at: instantAt(by.now) });
      await by.save();
      await place(store, by, after, null);
    }
  });
}
