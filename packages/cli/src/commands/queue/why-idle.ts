import type { Instant, WorkItem } from '@ccx/contracts';
import type { Backlog, WorkStatus } from '@ccx/queue';
import { EXIT } from '../../exit-codes.ts';

/** Why nothing can begin, and what that is for a script: 75 is worth to come again, 3 is not before a person acts. */
export interface WhyIdle {
  /** `null`: nothing is left to do, or not yet. */
  readonly why: string | null;
  /** `null`: not before something changes. */
  readonly nextAt: Instant | null;
  readonly exitCode: number;
}

export async function whyIdle(
  queue: Pick<Backlog, 'list' | 'attempts'>,
  { pausedBy, closedLanes, agentAvailable }: Pick<WorkStatus, 'pausedBy' | 'closedLanes' | 'agentAvailable'>,
  nextAt: Instant | null,
): Promise<WhyIdle> {
  if (pausedBy !== undefined) {
    const { reason, until } = pausedBy;
    return { why: reason === '' ? 'the queue is paused' : reason, nextAt: until, exitCode: EXIT.limited };
  }
  const [lane] = closedLanes;
  if (lane !== undefined) {
    const comesBack = agentAvailable || closedLanes.some(({ until }) => until !== null);
    return { why: lane.reason, nextAt, exitCode: comesBack ? EXIT.limited : EXIT.nothingToChoose };
  }
  const next = await nextDelayed(queue);
  const last = next === null ? undefined : (await queue.attempts(next.id)).at(-1);
  return { why: next?.reason ?? null, nextAt, exitCode: last?.outcome === 'wait' ? EXIT.limited : EXIT.done };
}

async function nextDelayed(queue: Pick<Backlog, 'list'>): Promise<WorkItem | null> {
  let next: WorkItem | null = null;
  for await (const item of queue.list('delayed')) {
    if (next === null || (item.runAt ?? '') < (next.runAt ?? '')) next = item;
  }
  return next;
}
