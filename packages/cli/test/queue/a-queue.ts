import { join } from 'node:path';
import type { Lease, WorkOutcome, WorkProgress } from '@ccx/contracts';
import { openSqliteQueue, type Backlog } from '@ccx/queue';
import type { CcxPlace } from '../ccx-process.ts';

/** The backlog of a place, as a worker has it open. */
export function queueOf(place: CcxPlace): Backlog {
  return openSqliteQueue(join(place.home, 'ccx/queue.db'));
}

/** The next item, as a worker takes it. */
export async function claim(
  queue: Backlog,
  lanes: readonly string[] = ['auto', 'codex', 'claude/work'],
): Promise<Lease> {
  const { lease } = await queue.claim({ worker: 'w1', lanes, leaseMs: 60_000, agentless: ['command'] });
  if (lease === null) throw new Error('nothing could be claimed');
  return lease;
}

/** Works at the next item until it ends like this. */
export async function workOff(queue: Backlog, outcome: WorkOutcome, progress?: Partial<WorkProgress>): Promise<number> {
  const lease = await claim(queue);
  if (progress !== undefined) {
    await queue.extend(lease, {
      accountId: 'claude:default',
      sessionId: null,
      effects: 'none',
      runId: 'r',
      ...progress,
    });
  }
  await queue.settle(lease, outcome);
  return lease.item.seq;
}
