import type { WorkOutcome } from '@ccx/contracts';
import { brief } from './words.ts';

/** Counts failures that read alike, one after another. */
export interface FailureStreak {
  /** The reason that now came `most` times in a row; the count begins anew then. `null`: not yet. */
  note(outcome: WorkOutcome, most: number | null): string | null;
}

/** Waiting and cancelling are no failures and break no streak; what is done ends it. */
export function createFailureStreak(): FailureStreak {
  let key: string | null = null;
  let count = 0;
  return {
    note(outcome, most) {
      if (outcome.is === 'wait' || outcome.is === 'cancelled') return null;
      const now = outcome.is === 'done' ? null : alike(outcome.reason);
      count = now !== null && now === key ? count + 1 : 1;
      key = now;
      if (outcome.is === 'done' || most === null || count < most) return null;
      key = null;
      return outcome.reason;
    },
  };
}

/** Without the ids and numbers in which two reports of one failure differ. */
function alike(reason: string): string {
  return brief(reason.replaceAll(/[\da-f]{8}-[\da-f-]{27}/gi, '#').replaceAll(/\d+/g, '#'), 160);
}
