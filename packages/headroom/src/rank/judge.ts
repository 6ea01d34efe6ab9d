import type { AgentKind, Instant, RunNeed, RunTarget } from '@ccx/contracts';
import { allBlocks } from './block.ts';
import { budgetRoom } from './budgets.ts';
import { evidenceOf } from './evidence.ts';
import { heldBack } from './held-back.ts';
import { limitBlocks } from './limits.ts';
import { billingBlocks, loginBlocks } from './login.ts';
import { worstPace } from './pace.ts';
import { scoreParts, sumOf } from './parts.ts';
import type { RankInput } from './rank-input.ts';
import type { Standing } from './rank-order.ts';
import type { RankPolicy } from './rank-policy.ts';
import type { Ranked } from './ranked.ts';
import { standingOf } from './standing.ts';
import { windowBlocks } from './window-blocks.ts';

/** What is asked of all accounts alike. */
export interface Question {
  readonly now: Instant;
  readonly nowMs: number;
  readonly need: RunNeed;
  /** Ids of accounts that a person named. */
  readonly named: ReadonlySet<string>;
  /** The number of the group of each account that one names; `null` where the need has none. */
  readonly groups: ReadonlyMap<string, number> | null;
  /** Agents of which some account may have a plan. */
  readonly planAgents: ReadonlySet<AgentKind>;
  /** When the account of each agent was used that was used last. */
  readonly lastUsed: ReadonlyMap<AgentKind, Instant>;
  readonly policy: Required<RankPolicy>;
}

/** An account with its place among others. */
export interface Judged {
  /** What is above what shows once all are sorted. */
  readonly ranked: Omit<Ranked, 'ahead'> & { ahead: Ranked['ahead'] };
  readonly standing: Standing;
}

export function judge(input: RankInput, question: Question): Judged {
  const { profile, login, attempts, quota } = input;
  const { need, nowMs } = question;
  const named = question.named.has(profile.id);
  const target = targetFor(profile, need);
  const known = evidenceOf(input, target.model, question);
  const { room, extra, kind, usesExtra } = known;
  const budget = budgetRoom(profile.limits, input.usage);
  const blocked = allBlocks([
    ...(input.held ? [input.held] : []),
    ...loginBlocks(input, named),
    ...billingBlocks(input, named),
    ...(named ? [] : heldBack(input, question)),
    ...windowBlocks(profile.limits, known, question),
    ...limitBlocks(attempts, {
      nowMs,
      model: target.model,
      cooldownMs: profile.limits.rateLimitCooldownMs,
      evidence: extra === null ? room.open : [...room.open, extra],
      usedUp: usesExtra ? [] : room.usedUp,
    }),
    ...budget.blocks,
  ]);
  const paced = blocked === null && kind !== 'counted';
  const pace = paced ? worstPace(room.open, quota?.samples ?? []) : null;
  const parts = blocked === null ? scoreParts(input, { known, budget, pace }, question) : {};
  const score = blocked === null ? sumOf(parts) : null;
  const { binding } = room;
  return {
    ranked: {
      target,
      score,
      parts,
      blocked,
      binding: binding && {
        windowId: binding.window.id,
        usedPercent: binding.window.usedPercent,
        resetsAt: binding.window.resetsAt,
        source: binding.window.source,
        ageMs: binding.ageMs,
      },
      headroomPercent: binding?.left ?? null,
      evidence: kind,
      windows: room.open,
      pace,
      usesExtra,
      auth: login?.auth ?? 'unknown',
      notes: [
        ...(usesExtra ? ['its plan is used up: the vendor would charge extra'] : []),
        ...(kind === 'counted' ? ['by counted turns: those made elsewhere are missing'] : []),
        ...(kind === 'none' && quota?.problem ? [`its quota is not known: ${quota.problem.code}`] : []),
        ...(budget.unchecked ? ['its budgets are not checked: nobody counts what was used'] : []),
      ],
      sharedWith: input.sharedWith,
      ahead: null,
    },
    standing: standingOf(input, { blocked, known, score }, question),
  };
}

/** A model's name is one of the preferred agent's; the others take their own default. */
function targetFor({ agent, configDir, id, name, limits }: RankInput['profile'], need: RunNeed): RunTarget {
  const model = agent === (need.agents[0] ?? agent) ? need.model : null;
  return { account: { agent, configDir, id }, name, model, billing: limits.billing ?? null };
}
