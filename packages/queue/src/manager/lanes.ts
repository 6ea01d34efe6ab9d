import type { Candidate, Instant, RunNeed } from '@ccx/contracts';
import type { ManagerConfig } from './config.ts';
import { noRoom } from './judge-refusal.ts';
import type { LookingRouter, NeedOf } from './manager-options.ts';
import type { ReturnMargin } from './return-margin.ts';
import { brief, messageOf } from './words.ts';

/** A lane as it was last seen. */
export interface LaneLook {
  readonly lane: string;
  /** Whether an account that it may use has room. */
  readonly open: boolean;
  /** Why not; empty where it is open. */
  readonly reason: string;
  /** When to look again; `null` is unknown. */
  readonly until: Instant | null;
}

export interface LanePorts {
  readonly router: LookingRouter;
  readonly need: NeedOf;
  readonly config: Pick<ManagerConfig, 'agent' | 'keepPercent'>;
  readonly margin: ReturnMargin;
}

/** Which lanes have room now; nothing is reserved. */
export async function lookAtLanes(lanes: readonly string[], ports: LanePorts): Promise<readonly LaneLook[]> {
  return Promise.all(lanes.map((lane) => lookAtLane(lane, ports)));
}

async function lookAtLane(lane: string, { router, need, config, margin }: LanePorts): Promise<LaneLook> {
  const closed = (reason: string, until: Instant | null = null): LaneLook => ({ lane, open: false, reason, until });
  try {
    const asked = await need(lane, { model: null, accountId: null, keepPercent: config.keepPercent });
    const wanted = ofAgent(asked, config.agent);
    if (wanted === null) return closed(`only ${config.agent} is to be used`);
    const { candidates } = await router.look(wanted);
    const { open, until } = margin.apply(candidates);
    return open ? { lane, open, reason: '', until: null } : closed(brief(noRoom({ candidates })), until);
  } catch (error) {
    return closed(brief(messageOf(error)));
  }
}

/** A need that keeps to the configured agent; `null` where it means none of that agent's accounts. */
export function ofAgent(need: RunNeed, agent: ManagerConfig['agent']): RunNeed | null {
  if (agent === 'auto') return need;
  if (agent === 'none' || (need.agents.length > 0 && !need.agents.includes(agent))) return null;
  return { ...need, agents: [agent] };
}

/** Whether an account could be used now or after a while without anybody's doing. */
export function isAvailable({ blocked }: Candidate): boolean {
  return blocked === null || (blocked.endsBy ?? (blocked.until === null ? 'never' : 'time')) === 'time';
}
