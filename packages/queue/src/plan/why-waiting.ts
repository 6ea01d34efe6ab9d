import type { Instant, WorkItem } from '@ccx/contracts';
import type { Backlog, WorkHold } from '../backlog.ts';
import type { WorkStatus } from '../manager/manager-options.ts';
import type { PlanOptions } from './plan-options.ts';

/** Remembers what kept work back, for whoever asks when it begins, or why it does not. */
export interface WhyWaiting {
  /** Called before time moves on. */
  note(status: Pick<WorkStatus, 'pausedBy' | 'closedLanes'>): Promise<void>;
  /** Called when an item has ended. */
  ended(item: WorkItem, now: Instant): void;
  /** What an item has waited for that begins now; `null`: it begins at once. */
  of(item: WorkItem, now: Instant): Promise<string | null>;
  /** What an item waits for that has not begun. */
  still(item: WorkItem): string;
}

/**
 * What begins when the plan begins has waited for nothing.
 *
 * @param agentless the types of work that need no account and no start
 * @param queue that of the plan
 */
export function createWhyWaiting(
  { items, holds, now: start }: Pick<PlanOptions, 'items' | 'holds' | 'now'>,
  agentless: ReadonlySet<string>,
  queue: Backlog,
): WhyWaiting {
  const seqs = new Map(items.map(({ id, seq }) => [id, seq]));
  const ends = new Map<string, Instant>();
  const keyEnds = new Map<string, { readonly seq: number; readonly at: Instant }>();
  const closed = new Map<string, string>();
  let pause: string | null = null;
  let startsUsed = false;

  const holdOn = ({ lane = 'auto', type }: WorkItem, ends: (until: Instant | null) => boolean): string | null => {
    const on = ({ scope, until }: WorkHold): boolean =>
      ends(until) && (scope.lane ?? lane) === lane && (scope.type ?? type) === type;
    return holds.find(on)?.reason ?? null;
  };
  const closedFor = ({ lane = 'auto', type }: WorkItem): string | null =>
    agentless.has(type) ? null : (closed.get(lane) ?? null);
  const still = (item: WorkItem): string => {
    const starts = startsUsed && !agentless.has(item.type);
    return (
      holdOn(item, (until) => until === null) ??
      pause ??
      closedFor(item) ??
      (starts ? 'the starts of this hour are used up' : 'a free place')
    );
  };

  return {
    async note({ pausedBy, closedLanes }) {
      pause = pausedBy?.reason ?? null;
      closed.clear();
      for (const { lane, reason } of closedLanes) closed.set(lane, reason);
      startsUsed = (await queue.stats()).rate.left < 1;
    },
    ended(item, at) {
      ends.set(item.id, at);
      if (item.limitKey !== undefined) keyEnds.set(item.limitKey, { seq: item.seq, at });
    },
    async of(item, now) {
      if (now <= start) return null;
      const waited = (await queue.attempts(item.id)).findLast(({ outcome }) => outcome === 'wait')?.reason;
      if (waited !== undefined && waited !== null) return waited;
      const before = (item.after ?? []).filter((id) => (ends.get(id) ?? '') >= now);
      if (before.length > 0) return `after ${before.map((id) => `#${seqs.get(id)}`).join(' and ')}`;
      if (item.runAt !== undefined && item.runAt >= now) return item.reason ?? `not before ${item.runAt}`;
      const held = holdOn(item, (until) => until !== null && until >= now);
      if (held !== null) return held;
      const key = item.limitKey === undefined ? undefined : keyEnds.get(item.limitKey);
      const free = pause === null && closedFor(item) === null;
      return free && key !== undefined && key.at >= now ? `#${key.seq}, which works on ${item.limitKey}` : still(item);
    },
    still,
  };
}
