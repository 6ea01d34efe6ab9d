import type { AgentKind, Instant } from '@ccx/contracts';
import { instantMs } from '../instant-ms.ts';
import type { RankInput } from './rank-input.ts';
import { AHEAD_AT_MOST_MS } from '../windows.ts';

/** So long a choice is kept where two accounts are nearly alike. */
const RECENT_MS = 60 * 60_000;
const STICK = 2;

/** When the account of each agent was used that was used last. */
export function lastUsed(inputs: readonly RankInput[]): ReadonlyMap<AgentKind, Instant> {
  const newest = new Map<AgentKind, Instant>();
  for (const { profile } of inputs) {
    const { agent, lastUsedAt } = profile;
    if (lastUsedAt !== null && lastUsedAt > (newest.get(agent) ?? '')) newest.set(agent, lastUsedAt);
  }
  return newest;
}

/** A little for the account that was used last, so that choices do not flap between two that are alike. */
export function stickPart(lastUsedAt: Instant, nowMs: number): number {
  const agoMs = nowMs - instantMs(lastUsedAt);
  return agoMs >= -AHEAD_AT_MOST_MS && agoMs <= RECENT_MS ? STICK : 0;
}
