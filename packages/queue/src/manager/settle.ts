import { CcxError, type Clock, type Lease, type WorkOutcome, type WorkProgress } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import { messageOf } from './words.ts';

const TRIES = 3;
const PAUSE_MS = 1_000;

export interface SettlePorts {
  readonly queue: Pick<Backlog, 'extend' | 'settle'>;
  readonly clock: Clock;
  readonly say: (text: string) => void;
}

/**
 * Tells the queue how work ended and how far it came, both at once, and again where it cannot be reached. Where that is
 * in vain the lease runs out, and the next one to claim the item finds what was written before.
 */
export async function settle(
  lease: Lease,
  ending: WorkOutcome,
  progress: WorkProgress | null,
  { queue, clock, say }: SettlePorts,
): Promise<'settled' | 'stale'> {
  let outcome = ending;
  for (let tries = 1; ; tries += 1) {
    // Asked for in one moment, in this order: a queue writes both with one commit.
    const written = progress === null ? Promise.resolve(true) : queue.extend(lease, progress);
    const settled = queue.settle(lease, outcome);
    const [, end] = await Promise.allSettled([written, settled]);
    if (end.status === 'fulfilled') return end.value;
    say(`The end of #${lease.item.seq} (${outcome.is}) could not be written: ${messageOf(end.reason)}`);
    if (tries >= TRIES) return 'stale';
    if (outcome.is === 'done' && CcxError.is(end.reason, 'invalid_argument')) {
      // A result that the queue cannot keep is no reason to do the work again.
      outcome = { is: 'done', result: { notKept: messageOf(end.reason) } };
    } else await clock.sleep(PAUSE_MS);
  }
}
