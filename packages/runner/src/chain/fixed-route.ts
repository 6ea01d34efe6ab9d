import type { Candidate, Reservation, Route, Router, RunAttempt, RunLedger, RunNeed, RunTarget } from '@ccx/contracts';

export interface FixedRouteOptions {
  /** Where places are held; without one a reservation holds nothing. */
  readonly ledger?: Pick<RunLedger, 'claim'>;
}

/**
 * A router of a list: offers each target once a run, in the list's order, whatever is known of its quota. It keeps to
 * the need's `agents`, and to `only` where the need is pinned.
 *
 * @example
 * runner.chain(request, need, fixedRoute([claude, codex]));
 */
export function fixedRoute(targets: readonly RunTarget[], { ledger }: FixedRouteOptions = {}): Router {
  return {
    async next(need, before): Promise<Route> {
      const candidates = targets.map((target) => candidateOf(target, need, before));
      const chosen = candidates.find(({ blocked }) => blocked === null)?.target;
      if (chosen === undefined) return { reservation: null, earliest: earliestOf(candidates), candidates };
      const reservation: Reservation | null =
        ledger === undefined ? { target: chosen, release: async () => {} } : await ledger.claim(() => chosen);
      return { reservation, earliest: null, candidates };
    },
  };
}

function candidateOf(target: RunTarget, need: RunNeed, before: readonly RunAttempt[]): Candidate {
  return { target, score: null, parts: {}, blocked: blockedBy(target, need, before) };
}

function blockedBy(target: RunTarget, need: RunNeed, before: readonly RunAttempt[]): Candidate['blocked'] {
  const { agent, id } = target.account;
  if (need.agents.length > 0 && !need.agents.includes(agent))
    return { reason: `${agent} was not asked for`, until: null };
  if (need.pinned && need.only.length > 0 && !need.only.includes(id))
    return { reason: 'not among those asked for', until: null };
  const tried = before.findLast((one) => one.target.account.id === id && one.target.model === target.model);
  if (tried === undefined) return null;
  const { outcome } = tried;
  if (!('failure' in outcome)) return { reason: `tried (${outcome.status})`, until: null };
  return { reason: `tried (${outcome.failure.class})`, until: outcome.failure.limit?.resetsAt ?? null };
}

function earliestOf(candidates: readonly Candidate[]): string | null {
  const times = candidates.flatMap(({ blocked }) => (typeof blocked?.until === 'string' ? [blocked.until] : []));
  return times.toSorted()[0] ?? null;
}
