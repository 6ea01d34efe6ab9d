import type { WorkDraft, WorkItem } from '@ccx/contracts';
import type { WorkChange } from '../backlog.ts';

/** An item as it would be put in with a change; what it comes after is not of it. */
export function changedDraft(item: WorkItem, change: WorkChange): WorkDraft {
  const pick = <T>(value: T | null | undefined, old: T | undefined): T | undefined =>
    value === undefined ? old : (value ?? undefined);
  const lane = pick(change.lane, item.lane);
  const limitKey = pick(change.limitKey, item.limitKey);
  const dedupKey = pick(change.dedupKey, item.dedupKey);
  const runAt = change.runAt ?? undefined;
  const maxAttempts = pick(change.maxAttempts, item.maxAttempts);
  const cron = pick(change.cron, item.cron);
  return {
    type: item.type,
    payload: change.payload === undefined ? item.payload : change.payload,
    priority: change.priority ?? item.priority,
    onEffects: change.onEffects ?? item.onEffects,
    ...(lane !== undefined && { lane }),
    ...(limitKey !== undefined && { limitKey }),
    ...(dedupKey !== undefined && dedupKey !== '' && { dedupKey }),
    ...(runAt !== undefined && { runAt }),
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(cron !== undefined && { cron }),
  };
}
