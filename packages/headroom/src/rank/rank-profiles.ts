import type { Instant, RunNeed } from '@ccx/contracts';
import { wholePolicy, type RankPolicy } from './rank-policy.ts';
import { agentsWithPlan } from './held-back.ts';
import { judge, type Question } from './judge.ts';
import type { RankInput } from './rank-input.ts';
import { compareStandings, decidingRule } from './rank-order.ts';
import type { Ranked } from './ranked.ts';
import { lastUsed } from './last-used.ts';

/**
 * Ranks accounts for a need, the best first: those with room by their score, which is the sum of its parts, and behind
 * them those that are blocked, the earliest back first. Which accounts are asked for is the caller's to say: none is
 * left out here. The result does not depend on the order of `candidates`.
 *
 * @example
 * const [best] = rankProfiles(candidates, need, clock.now());
 * if (best?.blocked === null) console.log(best.target.name, best.score, best.parts);
 */
export function rankProfiles(
  candidates: readonly RankInput[],
  need: RunNeed,
  now: Instant,
  policy: RankPolicy = {},
): readonly Ranked[] {
  const nowMs = Date.parse(now);
  const question: Question = {
    now,
    nowMs,
    need,
    named: new Set(need.named ?? (need.pinned ? need.only : [])),
    groups: need.groups === undefined ? null : groupNumbers(need.groups),
    planAgents: agentsWithPlan(candidates),
    lastUsed: lastUsed(candidates),
    policy: wholePolicy(policy),
  };
  const judged = candidates
    .map((candidate) => judge(candidate, question))
    .sort((a, b) => compareStandings(a.standing, b.standing));
  for (const [at, { ranked, standing }] of judged.entries()) {
    const next = judged[at + 1];
    if (ranked.blocked === null && next !== undefined) ranked.ahead = decidingRule(standing, next.standing);
  }
  return judged.map(({ ranked }) => ranked);
}

function groupNumbers(groups: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  return new Map(groups.flatMap((group, at) => group.map((id) => [id, at] as const)).toReversed());
}
