import type { Board } from './board.ts';
import type { ManagerConfig } from './config.ts';
import type { Drain } from './drain.ts';
import { isAvailable, ofAgent } from './lanes.ts';
import type { ManagerOptions, WorkStatus } from './manager-options.ts';

export interface StatusPorts extends Pick<ManagerOptions, 'queue' | 'router' | 'need'> {
  readonly board: Board;
  readonly drain: Drain;
}

/** What a manager does at this moment. */
export async function statusNow(config: ManagerConfig, ports: StatusPorts): Promise<WorkStatus> {
  const { queue, board, drain } = ports;
  const [queueDepth, holds, agentAvailable] = await Promise.all([
    queue.depth(),
    queue.holds(),
    isAgentAvailable(config, ports),
  ]);
  const held = holds.find(({ scope }) => scope.lane === undefined && scope.type === undefined);
  const pausedBy = held === undefined ? drain.pause : { reason: held.reason, until: held.until };
  return {
    enabled: config.enabled,
    agentType: config.agent,
    agentAvailable,
    queueDepth,
    active: board.active,
    recent: board.recent,
    stats: board.stats,
    closedLanes: drain.closedLanes,
    ...(pausedBy !== null && { pausedBy }),
  };
}

async function isAgentAvailable(
  { agent, keepPercent }: ManagerConfig,
  { router, need }: Pick<StatusPorts, 'router' | 'need'>,
): Promise<boolean> {
  if (agent === 'none') return false;
  try {
    const wanted = ofAgent(await need('auto', { model: null, accountId: null, keepPercent }), agent);
    return wanted !== null && (await router.look(wanted)).candidates.some(isAvailable);
  } catch {
    return false;
  }
}
