import type { Lease, RunResult, WorkItem, WorkOutcome } from '@ccx/contracts';
import type { BoardEntry } from './board.ts';
import { cutShort } from './cut-short.ts';
import { doItem, type Done } from './do-item.ts';
import { keepLease } from './keep-lease.ts';
import type { WorkEnd } from './manager-options.ts';
import { createProgressKeeper } from './progress-keeper.ts';
import { settle } from './settle.ts';
import { createStopSwitch, type StopReason } from './stop-switch.ts';
import type { WorkPorts } from './work-ports.ts';
import { messageOf } from './words.ts';

/** Work on one item, under its lease. */
export interface Work {
  readonly item: WorkItem;
  readonly agentless: boolean;
  /** An agent was started, and the queue knows it. */
  readonly counted: boolean;
  stop(reason: StopReason): void;
  /** Settles when the work holds its account, or needs none: what the router says then is true of the next item. */
  readonly placed: Promise<void>;
  /** Never rejects. */
  readonly ended: Promise<WorkEnd>;
}

const UNKNOWN_STEP = { effects: 'possible', sessionId: null, accountId: '' } as const;

/** Sees one claim through, from the lease to its settling, whatever is thrown on the way. */
export function workOn(lease: Lease, ports: WorkPorts): Work {
  const { queue, clock, board, say } = ports;
  const { item } = lease;
  const agentless = ports.handlers.get(item.type)?.agentless === true;
  const began = clock.now();
  const stop = createStopSwitch();
  const entry = board.open(item);
  let place = (): void => {};
  const placed = new Promise<void>((resolve) => {
    place = resolve;
  });
  const keeper = keepLease(lease, {
    queue,
    clock,
    leaseMs: ports.leaseMs,
    everyMs: ports.extendEveryMs,
    progress: () => progress.current,
    lost: () => stop.stop('lost'),
    say,
  });
  const progress = createProgressKeeper({ router: ports.router, lease: keeper, routed: () => place() });

  const see = async (): Promise<WorkEnd> => {
    let done: Done;
    try {
      done = await doItem({ lease, ports, stop, progress, entry, placed: place });
    } catch (error) {
      done = failed(`it broke off: ${messageOf(error)}`, progress.current !== null);
    }
    place();
    const outcome = outcomeOf(done, stop.reason, clock.now());
    await keeper.end();
    const settled = await settle(lease, outcome, progress.current, { queue, clock, say });
    closeEntry(entry, outcome, done, agentless);
    if (settled === 'stale') say(`#${item.seq} was no longer ours when it ended (${outcome.is}).`);
    const durationMs = Date.parse(clock.now()) - Date.parse(began);
    const costUsd = progress.current?.costUsd ?? null;
    return { item, outcome, settled, result: done.result, costUsd, durationMs };
  };

  /** What a step without an agent did before it was ended is not known. */
  function outcomeOf({ outcome, began: ran }: Done, reason: StopReason | null, now: string): WorkOutcome {
    const how = reason === null || outcome.is === 'done' ? outcome : stopped(reason, now);
    if (agentless) return reason === null ? how : cutShort(how, UNKNOWN_STEP, item.onEffects);
    return ran && progress.current !== null ? cutShort(how, progress.current, item.onEffects) : how;
  }

  return {
    item,
    agentless,
    get counted() {
      return progress.counted;
    },
    stop: (reason) => stop.stop(reason),
    placed,
    ended: see(),
  };
}

function failed(reason: string, began: boolean): Done {
  return { outcome: { is: 'retry', reason }, result: null, began };
}

/** Work that was ended from outside goes where that wants it; what was done before it heard of that is done. */
function stopped(reason: StopReason, now: string): WorkOutcome {
  if (reason === 'cancelled') return { is: 'cancelled', reason: 'it was cancelled while it ran' };
  return { is: 'wait', reason: reason === 'lost' ? 'its lease was lost' : 'it was interrupted', until: now };
}

function closeEntry(entry: BoardEntry, outcome: WorkOutcome, { began, result }: Done, agentless: boolean): void {
  entry.change({ exitCode: lastExit(result) });
  entry.close(outcome, began ? 'agent' : agentless || outcome.is === 'done' ? 'agentless' : 'not-begun');
}

function lastExit(result: RunResult | null): number | null {
  return result?.last.exitCode ?? null;
}
