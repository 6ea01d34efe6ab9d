import type { WorkItem } from '@ccx/contracts';
import type { Backlog, WorkAttempt } from '../backlog.ts';
import { estimateOf } from './estimate.ts';

/** So many of the last items that were done are looked at. */
const LOOKED_AT = 200;

/**
 * How long items take, by what was done before: the item itself, else work under its limit key, else work of its type.
 * `null` where nothing of that was done yet.
 */
export async function createEstimates(queue: Backlog): Promise<(item: WorkItem) => Promise<number | null>> {
  const done: WorkItem[] = [];
  for await (const item of queue.list('done')) done.push(item);
  const last = done.toSorted((a, b) => ((a.endedAt ?? '') < (b.endedAt ?? '') ? 1 : -1)).slice(0, LOOKED_AT);
  const byKey = new Map<string, WorkAttempt[]>();
  for (const { id, type, limitKey } of last) {
    const attempts = await queue.attempts(id);
    for (const key of [`type ${type}`, ...(limitKey === undefined ? [] : [`key ${limitKey}`])]) {
      byKey.set(key, [...(byKey.get(key) ?? []), ...attempts]);
    }
  }
  return async ({ id, type, limitKey }) =>
    estimateOf(await queue.attempts(id)) ??
    estimateOf(byKey.get(`key ${limitKey}`) ?? []) ??
    estimateOf(byKey.get(`type ${type}`) ?? []);
}
