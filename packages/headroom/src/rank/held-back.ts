import type { AgentKind, ProfileLimits } from '@ccx/contracts';
import type { Block } from './block.ts';
import type { RankInput } from './rank-input.ts';

/** What keeps an account from being chosen although it could be used: none of it counts where a person names it. */
export function heldBack(
  { profile, login }: RankInput,
  { nowMs, planAgents }: { readonly nowMs: number; readonly planAgents: ReadonlySet<AgentKind> },
): readonly Block[] {
  const { limits, agent } = profile;
  const blocks = hold(limits, nowMs);
  if (!limits.suggestEnabled) {
    blocks.push({ reason: 'it is used only by name', until: null, endsBy: 'person' });
  }
  if (login?.auth === 'api-key' && limits.billing !== 'api' && planAgents.has(agent)) {
    blocks.push({ reason: 'it is billed by the token: used only by name', until: null, endsBy: 'person' });
  }
  return blocks;
}

/** Agents of which some account may have a plan: beside it, ccx does not begin to spend money by itself. */
export function agentsWithPlan(inputs: readonly RankInput[]): ReadonlySet<AgentKind> {
  const withPlan = inputs.filter(({ login }) => login?.auth !== 'api-key' && login?.auth !== 'login-needed');
  return new Set(withPlan.map(({ profile }) => profile.agent));
}

function hold({ holdUntil, holdReason }: ProfileLimits, nowMs: number): Block[] {
  if (holdUntil === undefined) return [];
  const why = holdReason === undefined ? '' : ` (${holdReason})`;
  const untilMs = Date.parse(holdUntil);
  if (Number.isNaN(untilMs))
    return [{ reason: `it is held until it is released${why}`, until: null, endsBy: 'person' }];
  if (untilMs <= nowMs) return [];
  return [{ reason: `it is held${why}`, until: new Date(untilMs).toISOString(), endsBy: 'time' }];
}
