import type { Instant, Reservation, Route, Router, RunAttempt, RunLedger, RunNeed, RunRecord } from '@ccx/contracts';
import type { RankRule } from '../rank/rank-order.ts';
import { rankProfiles } from '../rank/rank-profiles.ts';
import type { Ranked } from '../rank/ranked.ts';
import { gather } from './gather.ts';
import type { RouterPorts } from './router-ports.ts';

/** A router's answer with all that decided it. */
export interface AccountRoute extends Route {
  /** Every account that the need may mean, the best first. */
  readonly candidates: readonly Ranked[];
  /** What set the first above all others; `null` where none has room, or there was only one. */
  readonly rule: RankRule | null;
}

/** Chooses among a person's accounts. */
export interface AccountRouter extends Router {
  /**
   * Ranks the accounts that the need may mean and reserves the best, atomically: of two processes that choose at the
   * same time the second sees the first one's choice.
   */
  next(need: RunNeed, before: readonly RunAttempt[]): Promise<AccountRoute>;
  /** The same ranking without a reservation. */
  look(need: RunNeed, before?: readonly RunAttempt[]): Promise<AccountRoute>;
}

/**
 * A router over ports: profiles, remembered quotas, logins, usage, and the ledger through which all ccx processes reserve.
 *
 * @example
 * const router = createRouter({ profiles, quota, usability, usage: null, ledger, clock });
 * const { reservation, earliest, candidates } = await router.next(need, []);
 */
export function createRouter(ports: RouterPorts): AccountRouter {
  const { ledger, clock, policy } = ports;

  async function ranking(
    need: RunNeed,
    before: readonly RunAttempt[],
  ): Promise<(running: readonly RunRecord[]) => readonly Ranked[]> {
    const inputs = await gather(need, before, ports);
    return (running) => rankProfiles(inputs(running), need, clock.now(), policy);
  }

  return {
    async next(need, before) {
      const rank = await ranking(need, before);
      // Runs under way block nothing: where none has room now, there is nothing to reserve.
      let candidates = rank([]);
      if (!candidates.some(hasRoom)) return routeOf(candidates, null);
      const reservation = await ledger.claim((running) => {
        candidates = rank(running);
        return candidates.find(hasRoom)?.target ?? null;
      });
      return routeOf(candidates, reservation);
    },
    async look(need, before = []) {
      const [rank, running] = await Promise.all([ranking(need, before), seenIn(ledger)]);
      return routeOf(rank(running), null);
    },
  };
}

function hasRoom({ blocked }: Ranked): boolean {
  return blocked === null;
}

function routeOf(candidates: readonly Ranked[], reservation: Reservation | null): AccountRoute {
  const free = candidates.some(hasRoom);
  return {
    reservation,
    earliest: free ? null : earliestOf(candidates),
    candidates,
    rule: candidates[0]?.ahead ?? null,
  };
}

function earliestOf(candidates: readonly Ranked[]): Instant | null {
  return candidates.flatMap(({ blocked }) => blocked?.until ?? []).toSorted()[0] ?? null;
}

/** Runs, and places that are held: whoever claims sees them too, and need not take one. */
async function seenIn(ledger: RunLedger): Promise<readonly RunRecord[]> {
  if (ledger.look !== undefined) return ledger.look();
  let seen: readonly RunRecord[] = [];
  await ledger.claim((running) => {
    seen = running;
    return null;
  });
  return seen;
}
