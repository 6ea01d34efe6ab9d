import type { Backlog } from '../backlog.ts';
import { createFailureStreak } from './alike.ts';
import type { WorkEnd } from './manager-options.ts';
import { messageOf } from './words.ts';

export interface AfterEndOptions {
  readonly queue: Pick<Backlog, 'hold'>;
  readonly onComplete: readonly ((end: WorkEnd) => void)[];
  readonly say: (text: string) => void;
}

/**
 * What follows when work on an item has ended: everybody who wants to know is told, and after `most` failures in a row
 * that read alike the queue is held, for all workers, until a person frees it.
 */
export function createAfterEnd({
  queue,
  onComplete,
  say,
}: AfterEndOptions): (end: WorkEnd, most: number | null) => Promise<void> {
  const streak = createFailureStreak();
  return async (end, most) => {
    for (const tell of onComplete) {
      try {
        tell(end);
      } catch (error) {
        say(`A listener failed: ${messageOf(error)}`);
      }
    }
    // A person who is asked before anything ran was not asked because something failed.
    const { outcome, settled, result } = end;
    if (settled === 'stale' || (outcome.is === 'needs-human' && result === null)) return;
    const alike = streak.note(outcome, most);
    if (alike === null) return;
    const reason = `${most} failures in a row read alike: ${alike}`;
    say(`The queue is held: ${reason}`);
    await queue.hold({}, null, reason).catch((error: unknown) => say(messageOf(error)));
  };
}
