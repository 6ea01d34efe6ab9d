import type { WorkItem } from '@ccx/contracts';
import type { WorkChange } from '../backlog.ts';
import { momentOf, type MomentContext } from './moment-of.ts';
import { payloadFields } from './payload-fields.ts';
import type { WorkEntry } from './work-entry.ts';

/** What a change takes from elsewhere than from the words of the person. */
export interface ChangePlace extends MomentContext {
  /** What it requires from now on; `null` stays as it is. */
  readonly lane: string | null;
  /** Ids of items that must be done first; `null` stays as it is. */
  readonly after: readonly string[] | null;
}

/** The change of an item that an entry asks for, which says only what is to be different. Empty texts take away. */
export function workChange(item: WorkItem, entry: WorkEntry, place: ChangePlace): WorkChange {
  const { priority, key, dedup, at, cron, onEffects, maxAttempts } = entry;
  const fields = payloadFields(entry, item.type);
  const timeZone = entry.timezone ?? item.cron?.timeZone ?? place.timeZone;
  return {
    ...(Object.keys(fields).length > 0 && { payload: { ...objectOf(item.payload), ...fields } }),
    ...(priority !== undefined && { priority }),
    ...(key !== undefined && { limitKey: key === '' ? null : key }),
    ...(dedup !== undefined && { dedupKey: dedup }),
    ...(place.lane !== null && { lane: place.lane }),
    ...(place.after !== null && { after: place.after }),
    ...(at !== undefined && { runAt: momentOf(at, { now: place.now, timeZone }) }),
    ...(onEffects !== undefined && { onEffects }),
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(cron !== undefined && {
      cron: {
        expression: cron,
        timeZone,
        missed: entry.missed ?? item.cron?.missed ?? 'run',
        jitterMs: entry.jitter ?? item.cron?.jitterMs ?? 0,
      },
    }),
  };
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
