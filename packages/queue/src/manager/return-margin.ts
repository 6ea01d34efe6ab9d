import type { Candidate, Clock, Instant } from '@ccx/contracts';
import { earliest, later } from './later.ts';

/** Keeps an account that has just come back unused for a little longer: vendors' clocks are not ours. */
export interface ReturnMargin {
  /** Whether one of them may be used, else when to look again. */
  apply(candidates: readonly Candidate[]): { readonly open: boolean; readonly until: Instant | null };
}

/** An account that is free before it was to return was freed by newer news, and is used at once. */
export function createReturnMargin(clock: Pick<Clock, 'now'>, marginMs: () => number): ReturnMargin {
  const returns = new Map<string, Instant>();
  return {
    apply(candidates) {
      const now = clock.now();
      let open = false;
      const again: (Instant | null)[] = [];
      for (const { target, blocked } of candidates) {
        const { id } = target.account;
        const back = returns.get(id) ?? null;
        if (blocked !== null) {
          if (blocked.until !== null) returns.set(id, blocked.until);
          again.push(blocked.until === null ? null : later(blocked.until > now ? blocked.until : now, marginMs()));
        } else if (back !== null && back <= now && now < later(back, marginMs())) {
          again.push(later(back, marginMs()));
        } else {
          returns.delete(id);
          open = true;
        }
      }
      return { open, until: open ? null : earliest(...again) };
    },
  };
}
