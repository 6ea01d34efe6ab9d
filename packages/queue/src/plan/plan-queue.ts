import type { WorkItem } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import type { PlanOptions } from './plan-options.ts';

/** What runs already is taken up before anything else. */
const FIRST = Number.MIN_SAFE_INTEGER;

/** Fills an empty queue with what is to be planned: the same ids, the same order, nothing of what the work is. */
export async function fillPlanQueue(
  queue: Backlog,
  { items, holds, now }: Pick<PlanOptions, 'items' | 'holds' | 'now'>,
): Promise<void> {
  const inOrder = items.toSorted((a, b) => a.seq - b.seq);
  const live = new Set(inOrder.map(({ id }) => id));
  await queue.enqueue(
    inOrder.map(({ id, type, priority, lane, limitKey, runAt, state }) => ({
      id,
      type,
      payload: null,
      priority: state === 'running' ? FIRST : priority,
      onEffects: 'retry',
      ...(lane !== undefined && { lane }),
      ...(limitKey !== undefined && { limitKey }),
      ...(runAt !== undefined && runAt > now && state !== 'running' && { runAt }),
    })),
  );
  for (const item of inOrder) {
    const after = (item.after ?? []).filter((id) => live.has(id));
    if (after.length > 0 && item.state !== 'running') await queue.edit(item.id, { after });
    const reason = standsStill(item, after);
    if (reason !== null) await queue.hold({ item: item.id }, null, reason);
  }
  for (const { scope, until, reason } of holds) await queue.hold(scope, until, reason);
}

/** Why an item does not move before somebody acts; `null`: it moves. What only comes after others moves by itself. */
export function standsStill({ state, reason = 'held' }: WorkItem, after: readonly string[]): string | null {
  if (state === 'needs-human') return `needs a person: ${reason}`;
  if (state !== 'held') return null;
  return after.length > 0 && reason.startsWith('after #') ? null : reason;
}
