import type { RunHandle, RunRequest, RunResult, WorkHandler, WorkItem, WorkOutcome } from '@ccx/contracts';
import type { Done, InHand } from './do-item.ts';
import type { Planned } from './go-on.ts';
import { judge } from './judge.ts';
import { judgeRefusal } from './judge-refusal.ts';
import { ofAgent } from './lanes.ts';
import { brief, messageOf } from './words.ts';

/** A handler that always wants another round must not cost for ever. */
const MOST_ROUNDS = 25;

interface Task extends Planned {
  readonly handler: WorkHandler;
  readonly payload: unknown;
  readonly note: string | null;
}

/** Runs an agent, and again for as long as the handler says that the work is not done, all under one lease. */
export async function runOnAgent(work: InHand, task: Task): Promise<Done> {
  const { ports, progress, stop, lease } = work;
  const { handler, payload, note } = task;
  const { marginMs, agent } = ports.config;
  let planned: Planned = task;
  let result: RunResult | null = null;
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
    const need = ofAgent(planned.need, agent);
    if (need === null) return end({ is: 'wait', reason: `only ${agent} is to be used`, until: null });
    let told: RunResult;
    try {
      told = await oneRun(work, { ...planned, need });
    } catch (error) {
      return end(judgeRefusal(error, progress.route, { now: ports.clock.now(), marginMs }));
    }
    result = note === null ? told : withNote(told, note);
    progress.ended(result);
    const judged = judge(result, { now: ports.clock.now(), marginMs, allowDenied: allowsDenied(payload) });
    if (judged !== null) return end(judged);
    // Whoever lost the lease has no say any more, and must leave no traces.
    if (stop.reason === 'lost') return end({ is: 'retry', reason: 'it succeeded under a lease that was lost' });
    const said = await finish(handler, payload, result, work);
    if (said.is !== 'again') return end(said);
    if (stop.reason !== null) return end({ is: 'retry', reason: said.reason });
    progress.expect({
      sessionId: said.request.session?.id ?? null,
      effects: progress.current?.effects ?? 'none',
      round: (progress.current?.round ?? 0) + 1,
    });
    const { account } = result.last.target;
    const pinned = await ports.need(lease.item.lane ?? 'auto', {
      model: planned.need.model,
      accountId: account.id,
      keepPercent: ports.config.keepPercent,
    });
    planned = { request: said.request, need: { ...pinned, only: [account.id], pinned: true } };
  }
  return end({ is: 'needs-human', reason: `it was not done after ${MOST_ROUNDS} rounds` });

  function end(outcome: WorkOutcome): Done {
    return { outcome, result, began: progress.current?.runId !== undefined };
  }
}

async function oneRun({ ports, progress, stop, entry, lease }: InHand, { request, need }: Planned): Promise<RunResult> {
  const handle: RunHandle = ports.runner.chain(ofItem(request, lease.item), need, progress.router, {
    signal: stop.signal,
    observers: [
      progress.observer,
      { started: ({ child, target }) => entry.change({ pid: child?.pid ?? null, accountId: target.account.id }) },
    ],
  });
  const kill = (): void => {
    if (stop.reason === 'lost') handle.kill().catch((error: unknown) => ports.say(messageOf(error)));
  };
  stop.signal.addEventListener('abort', kill, { once: true });
  try {
    return await handle.result;
  } finally {
    stop.signal.removeEventListener('abort', kill);
  }
}

async function finish(
  handler: WorkHandler,
  payload: unknown,
  result: RunResult,
  { lease, progress, stop }: InHand,
): ReturnType<WorkHandler['finish']> {
  const item = { ...lease.item, progress: progress.current };
  try {
    return await handler.finish(payload, result, item, { signal: stop.signal });
  } catch (error) {
    return { is: 'retry', reason: `its result could not be judged: ${brief(messageOf(error))}` };
  }
}

function ofItem(request: RunRequest, { id }: WorkItem): RunRequest {
  return { ...request, metadata: { ...request.metadata, workItemId: id } };
}

function withNote(result: RunResult, note: string): RunResult {
  const last = { ...result.last, warnings: [note, ...result.last.warnings] };
  return { ...result, last, attempts: [...result.attempts.slice(0, -1), last] };
}

/** A convention of payloads: work that may be done although a tool was denied to its agent. */
function allowsDenied(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'allowDenied' in payload && payload.allowDenied === true;
}
