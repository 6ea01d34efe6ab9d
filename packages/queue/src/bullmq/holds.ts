import { CcxError, type Instant, type WorkScope } from '@ccx/contracts';
import type { WorkHold } from '../backlog.ts';
import { LIVE } from '../engine/items.ts';
import { clean } from '../engine/journal.ts';
import { instantAt } from '../engine/queue-time.ts';
import type { Bucket } from './kept.ts';
import { place } from './moves.ts';
import type { Change } from './section.ts';
import { keep, mustFind, parsed, type Store } from './store.ts';
import { tick } from './tick.ts';

/** A hold of a lane, a type or all, by `["lane","type"]`. Times are milliseconds since 1970. */
export interface KeptHold {
  readonly until: number | null;
  readonly reason: string;
  readonly at: number;
  readonly by: WorkHold['by'];
}

/** Those that are not over, by their lane and type; an empty one is any. */
export async function holdsNow(
  { records }: Store,
  now: number,
): Promise<readonly (KeptHold & { readonly lane: string; readonly type: string })[]> {
  return [...(await records.allTexts('holds'))]
    .flatMap(([field, text]) => {
      const [scope, hold] = [parsed<readonly string[]>(field), parsed<KeptHold>(text)];
      const [lane = '', type = ''] = scope ?? [];
      return hold === null || (hold.until !== null && hold.until <= now) ? [] : [{ ...hold, lane, type }];
    })
    .toSorted((a, b) => a.at - b.at);
}

export function blocks(hold: { readonly lane: string; readonly type: string }, bucket: Bucket): boolean {
  return (hold.lane === '' || hold.lane === bucket.lane) && (hold.type === '' || hold.type === bucket.type);
}

export async function allHolds(store: Store): Promise<readonly WorkHold[]> {
  const holds = await holdsNow(store, await store.section.now());
  return holds.map(({ lane, type, until, reason, at, by }) => ({
    scope: { ...(lane !== '' && { lane }), ...(type !== '' && { type }) },
    until: until === null ? null : instantAt(until),
    reason,
    at: instantAt(at),
    by,
  }));
}

export function layHold(by: Change, lane: string, type: string, hold: KeptHold): void {
  by.put('set', 'holds', JSON.stringify([lane, type]), JSON.stringify(hold));
}

/** Keeps items from being claimed: one, those of a lane, of a type, or all. */
export async function holdScope(store: Store, what: WorkScope, until: Instant | null, reason: string): Promise<void> {
  const untilMs = until === null ? null : Date.parse(until);
  if (Number.isNaN(untilMs)) throw new CcxError('invalid_argument', `"${until}" is no time.`);
  await store.section.within(async (by) => {
    await tick(store, by);
    if (what.item !== undefined) {
      const { kept, state } = await mustFind(store, what.item);
      if (!LIVE.has(state)) {
        throw new CcxError('invalid_argument', `#${kept.seq} is ${state}: there is nothing to hold.`);
      }
      const held = keep(by, kept, { hold: { reason: clean(reason), until: untilMs } });
      by.tell('held', kept.id, { reason, until });
      // A running item goes on, and is held when it comes back.
      if (state === 'running' || state === 'needs-human') return;
      await by.save();
      return place(store, by, held, null);
    }
    const { lane = '', type = '' } = what;
    layHold(by, lane, type, { until: untilMs, reason: clean(reason), at: by.now, by: 'person' });
    by.tell('held', null, { lane, type, reason, until });
  });
}

export async function freeScope(store: Store, what: WorkScope): Promise<void> {
  await store.section.within(async (by) => {
    await tick(store, by);
    if (what.item === undefined) {
      const { lane = '', type = '' } = what;
      by.put('unset', 'holds', JSON.stringify([lane, type]));
      return by.tell('freed', null, { lane, type });
    }
    const { kept, state } = await mustFind(store, what.item);
    if (kept.hold === null) return;
    const free = keep(by, kept, { hold: null });
    by.tell('freed', kept.id);
    if (state === 'held') await place(store, by, free, null);
  });
}
