import type { Lease, RunResult, WorkHandler, WorkOutcome } from '@ccx/contracts';
import type { BoardEntry } from './board.ts';
import { judgeRefusal } from './judge-refusal.ts';
import { runOnAgent } from './run-on-agent.ts';
import { goOn, type Start } from './go-on.ts';
import type { ProgressKeeper } from './progress-keeper.ts';
import type { StopSwitch } from './stop-switch.ts';
import type { WorkPorts } from './work-ports.ts';
import { brief, messageOf } from './words.ts';

/** What came of working on an item. */
export interface Done {
  readonly outcome: WorkOutcome;
  /** The last run; `null` where no agent ran. */
  readonly result: RunResult | null;
  /** Whether an agent was started. */
  readonly began: boolean;
}

/** One item in hand. */
export interface InHand {
  readonly lease: Lease;
  readonly ports: WorkPorts;
  readonly stop: StopSwitch;
  readonly progress: ProgressKeeper;
  readonly entry: BoardEntry;
  /** Called when no account is needed after all. */
  readonly placed: () => void;
}

/** Does the work of an item: by its handler alone, or by an agent. */
export async function doItem(work: InHand): Promise<Done> {
  const { lease, ports, stop } = work;
  const { item } = lease;
  const handler = ports.handlers.get(item.type);
  if (handler === undefined) return idle('needs-human', `no handler of this worker does "${item.type}"`);
  let payload: unknown;
  try {
    payload = handler.parse(item.payload);
  } catch (error) {
    return idle('dead', `its payload cannot be read: ${brief(messageOf(error))}`);
  }
  if (handler.agentless === true && (item.stalls ?? 0) > 0 && item.onEffects !== 'retry') {
    return idle('needs-human', 'its worker was lost while it ran: what it did is not known');
  }

  const start: Start | WorkOutcome = await goOn(work);
  if (!('request' in start)) return { outcome: start, result: null, began: false };
  const prepared = await prepare(work, handler, payload);
  if ('is' in prepared) return { outcome: prepared, result: null, began: false };
  if ('skipAgent' in prepared) {
    if (handler.agentless !== true) await ports.queue.waive(lease);
    work.placed();
    const outcome = await handler.finish(payload, prepared, item, { signal: stop.signal });
    if (outcome.is === 'again') return idle('needs-human', `without an agent it wants to go on: ${outcome.reason}`);
    return { outcome, result: null, began: false };
  }
  const planned = await start.request(prepared);
  if ('is' in planned) return { outcome: planned, result: null, began: false };
  return runOnAgent(work, { handler, payload, ...planned, note: start.note });
}

async function prepare(
  { lease, ports }: InHand,
  handler: WorkHandler,
  payload: unknown,
): Promise<Awaited<ReturnType<WorkHandler['prepare']>> | WorkOutcome> {
  try {
    return await handler.prepare(payload, lease.item);
  } catch (error) {
    const { clock, config } = ports;
    return judgeRefusal(error, null, { now: clock.now(), marginMs: config.marginMs });
  }
}

function idle(is: 'needs-human' | 'dead', reason: string): Done {
  return { outcome: { is, reason }, result: null, began: false };
}
