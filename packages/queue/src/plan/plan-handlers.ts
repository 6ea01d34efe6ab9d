import { AGENTS, type Clock, isAgentKind, type WorkHandler, type WorkItem } from '@ccx/contracts';
import type { ManagerConfig } from '../manager/config.ts';
import type { NeedOf } from '../manager/manager-options.ts';

export interface PlanHandlerPorts {
  readonly need: NeedOf;
  readonly config: ManagerConfig;
  readonly clock: Clock;
  readonly agentless: ReadonlySet<string>;
  /** The true item of a planned one. */
  readonly trueItem: (id: string) => WorkItem;
  readonly durationOf: (id: string) => number;
  /** Told when an item is taken up, before it has an account. */
  readonly takenUp: (item: WorkItem) => Promise<void>;
  /** Told when an item begins that needs no agent. */
  readonly begins: (item: WorkItem) => void;
  readonly ended: (item: WorkItem) => void;
}

/** Stands for the handlers of all types: asks for the same accounts, and does nothing. */
export function planHandlers(types: readonly string[], ports: PlanHandlerPorts): readonly WorkHandler[] {
  const { need, config, clock, agentless, trueItem, durationOf, takenUp, begins, ended } = ports;
  return types.map((type) => ({
    type,
    agentless: agentless.has(type),
    parse: (payload) => payload,
    async prepare(_payload, { id }) {
      const item = trueItem(id);
      await takenUp(item);
      if (agentless.has(type)) return { skipAgent: null };
      const about = { model: modelOf(item), accountId: pinnedTo(item), keepPercent: config.keepPercent };
      return {
        request: { prompt: '', cwd: '/', permission: 'safe' },
        need: await need(item.lane ?? 'auto', about),
      };
    },
    async finish(_payload, end, { id }, about) {
      const item = trueItem(id);
      if ('skipAgent' in end) {
        begins(item);
        try {
          await clock.sleep(durationOf(id), about?.signal);
        } catch {
          return { is: 'cancelled', reason: 'the plan ends here' };
        }
      }
      ended(item);
      return { is: 'done', result: null };
    },
  }));
}

function modelOf({ payload }: WorkItem): string | null {
  if (typeof payload !== 'object' || payload === null || !('model' in payload)) return null;
  return typeof payload.model === 'string' ? payload.model : null;
}

/** The account on which its session goes on. */
function pinnedTo({ state, progress, onEffects }: WorkItem): string | null {
  if (progress === null) return null;
  const { accountId, sessionId, effects } = progress;
  if (state === 'running') return accountId;
  const agent = accountId.split(':', 1)[0];
  const resumes = isAgentKind(agent) && AGENTS[agent].resumes && sessionId !== null;
  return resumes && effects === 'possible' && onEffects === 'resume' ? accountId : null;
}
