import { CcxError, type Clock, type Lease, type WorkOutcome } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import { messageOf } from './words.ts';

const TRIES = 3;
const PAUSE_MS = 1_000;

/**
 * Tells the queue how work ended, again where it cannot be reached. Where that is in vain the lease runs out, and the
 * next one to claim the item finds how far it came.
 */
export async function settle(
  lease: Lease,
  ending: WorkOutcome,
  {
    queue,
    clock,
    say,
  }: { readonly queue: Pick<Backlog, 'settle'>; readonly clock: Clock; readonly say: (text: string) => void },
): Promise<'settled' | 'stale'> {
  let outcome = ending;
  for (let tries = 1; ; tries += 1) {
    try {
      return await queue.settle(lease, outcome);
    } catch (error) {
      say(`The end of #${lease.item.seq} (${outcome.is}) could not be written: ${messageOf(error)}`);
      if (tries >= TRIES) return 'stale';
      // A result that the queue cannot keep is no reason to do the work again.
      if (outcome.is === 'done' && CcxError.is(error, 'invalid_argument')) {
        outcome = { is: 'done', result: { notKept: messageOf(error) } };
        continue;
      }
      await clock.sleep(PAUSE_MS);
    }
  }
}
