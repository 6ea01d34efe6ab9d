import type { Clock, Lease, WorkProgress } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import { messageOf } from './words.ts';

/** Holds a lease for as long as somebody works under it. */
export interface LeaseKeeper {
  /** Renews it and keeps the progress; `false`: that was not written. Later calls never overtake earlier ones. */
  extend(progress?: WorkProgress): Promise<boolean>;
  /** No more signs of life; resolves when what was under way is written. */
  end(): Promise<void>;
}

export interface KeepLeaseOptions {
  readonly queue: Pick<Backlog, 'extend'>;
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly everyMs: number;
  /** How far the work is, told with each sign of life; `null` before there is anything to tell. */
  readonly progress: () => WorkProgress | null;
  /** Called once. */
  readonly lost: () => void;
  readonly say: (text: string) => void;
}

/**
 * Gives a sign of life every `everyMs`. A queue that cannot be reached is asked again until the lease must have run out;
 * then it counts as lost.
 */
export function keepLease(
  lease: Lease,
  { queue, clock, leaseMs, everyMs, progress, lost, say }: KeepLeaseOptions,
): LeaseKeeper {
  const over = new AbortController();
  let expiresMs = Date.parse(clock.now()) + leaseMs;
  let held = true;
  let last: Promise<boolean> = Promise.resolve(true);

  const lose = (): boolean => {
    if (held) lost();
    held = false;
    return false;
  };
  const once = async (told?: WorkProgress): Promise<boolean> => {
    if (!held) return false;
    const askedMs = Date.parse(clock.now());
    try {
      if (!(await queue.extend(lease, told))) return lose();
      expiresMs = askedMs + leaseMs;
      return true;
    } catch (error) {
      say(`The lease of #${lease.item.seq} could not be renewed: ${messageOf(error)}`);
      return Date.parse(clock.now()) < expiresMs ? false : lose();
    }
  };
  const extend = (told?: WorkProgress): Promise<boolean> => {
    last = last.then(() => once(told));
    return last;
  };
  const beat = async (): Promise<void> => {
    while (held) {
      await clock.sleep(everyMs, over.signal);
      await extend(progress() ?? undefined);
    }
  };
  const beating = beat().catch((error: unknown) => {
    if (!over.signal.aborted) say(`The lease of #${lease.item.seq} is no longer renewed: ${messageOf(error)}`);
  });

  return {
    extend,
    async end() {
      over.abort();
      await Promise.all([beating, last]);
    },
  };
}
