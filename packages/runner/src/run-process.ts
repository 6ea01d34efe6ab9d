import type { AgentEvent, Clock, Dialect, ProcessId, RunSummary } from '@ccx/contracts';
import { processDomain, processId } from '@ccx/contracts/host';
import { readAgent, type AgentReading } from './agent-reading.ts';
import type { DeadlineSettings } from './deadlines.ts';
import type { Ending } from './outcome.ts';
import type { RunLog } from './run-log.ts';
import { createRunTree, unseenRoot, within, type RunTree } from './run-tree.ts';
import type { Grace } from './runner-options.ts';
import { sendPrompt } from './send-prompt.ts';
import { spawnAgent, type AgentExit, type SpawnedAgent, type SpawnRequest } from './spawn-agent.ts';
import type { StopControl } from './stop-control.ts';

/** How far behind its agent a helper of its may end. */
const LAST_EXITS_MS = 1_000;

/** What one process of an agent is started with. */
export interface ProcessPlan {
  readonly runId: string;
  readonly spawn: Omit<SpawnRequest, 'stdin'>;
  /** Goes to stdin; `null` where it is an argument already. */
  readonly prompt: string | null;
  readonly deadlines: DeadlineSettings;
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly grace: Grace;
  readonly stop: StopControl;
  readonly log: RunLog;
}

/** What the run does with one process. */
export interface ProcessHooks {
  /** The process lives and waits for its prompt. `null`: it ended before it could be looked at. */
  spawned(child: ProcessId | null, pid: number): Promise<void>;
  /** From here on `regulate` has to be called whenever `behind` may have changed. */
  reading(regulate: () => void): void;
  event(event: AgentEvent): void;
  behind(): boolean;
  warn(text: string): void;
}

/** How one process of an agent ended. */
export interface ProcessEnd extends AgentExit {
  readonly ending: Ending;
  readonly summary: RunSummary;
  /** The last 64 KiB, not redacted. */
  readonly stderr: string;
  readonly stdoutBytes: number;
  /** stdout ended while the process lived on, until a deadline ended it. */
  readonly stdoutClosedEarly: boolean;
}

/**
 * Starts an agent, hands on what it says, and ends it with everything that it started.
 *
 * @throws {CcxError} `agent_spawn_failed`
 */
export async function runProcess(plan: ProcessPlan, hooks: ProcessHooks): Promise<ProcessEnd> {
  const agent = await spawnAgent({ ...plan.spawn, stdin: plan.prompt !== null });
  const child = await processId(agent.pid);
  const tree = createRunTree(child ?? unseenRoot(await processDomain(), agent.pid), plan.runId, plan.grace);
  try {
    return await follow(agent, child, tree, plan, hooks);
  } catch (error) {
    // Whatever went wrong here, the agent must not go on unseen.
    await tree.end(0).catch(() => {});
    throw error;
  }
}

async function follow(
  agent: SpawnedAgent,
  child: ProcessId | null,
  tree: RunTree,
  plan: ProcessPlan,
  hooks: ProcessHooks,
): Promise<ProcessEnd> {
  const { grace, stop } = plan;
  const seen: { exit: AgentExit | null } = { exit: null };
  const exited = agent.exited.then((exit) => {
    seen.exit = exit;
  });

  await hooks.spawned(child, agent.pid);
  const reading = readAgent(agent, {
    ...plan,
    event: (event) => hooks.event(event),
    behind: () => hooks.behind(),
    warn: (text) => hooks.warn(text),
  });
  hooks.reading(() => reading.regulate());
  const sent = sendPrompt(agent.stdin, plan.prompt);
  const ending = await firstEnding(reading, exited, stop);
  reading.watch.stop();
  const stdoutClosedEarly = reading.stdoutEnded && ending.by === 'deadline';

  // A wish for an end at once comes through, whatever the steps below are waiting for.
  const atOnce = stop.reached('now').then(() => tree.end(0).catch(() => {}));
  if (ending.by !== 'itself') {
    if (stop.level !== 'now') await tree.interrupt();
    await Promise.race([within(patience(ending, stop, grace), exited), atOnce]);
    if (seen.exit === null) await Promise.race([tree.end(grace.termMs), atOnce]);
    await within(grace.killMs, exited);
  }
  await Promise.race([reading.drained(grace.drainMs), stop.reached('now')]);
  if (ending.by === 'itself' && stop.level === null) await tree.endsItself(LAST_EXITS_MS);
  const rest = await tree.end(stop.level === 'now' ? 0 : grace.termMs);
  if (ending.by === 'itself' && rest.steps.length > 0) hooks.warn('Processes that the agent left behind were ended.');
  if (!rest.ended) {
    const pids = rest.survivors.map(({ pid }) => pid).join(', ');
    hooks.warn(`Processes of this run could not be ended: ${pids}.`);
  }
  const closed = await reading.close();
  if (!sent.whole) hooks.warn('The agent closed its stdin before it had taken the whole prompt.');
  agent.stdin?.destroy();
  return { ...(seen.exit ?? { exitCode: null, signal: null }), ...closed, ending, stdoutClosedEarly };
}

/** What ends the process: itself, a deadline, or the caller. */
function firstEnding(reading: AgentReading, exited: Promise<void>, stop: StopControl): Promise<Ending> {
  const { deadlines, watch } = reading;
  return new Promise((resolve, reject) => {
    void exited.then(() => resolve({ by: 'itself' }));
    void stop.reached('polite').then(() => resolve({ by: 'caller', done: deadlines.done }));
    watch.passed.then((deadline) => {
      if (deadline !== null) resolve({ by: 'deadline', deadline, unanswered: deadlines.unanswered });
    }, reject);
  });
}

/** How long an interrupted agent has for its last words. */
function patience(ending: Ending, stop: StopControl, grace: Grace): number {
  if (stop.level === 'now') return 0;
  return ending.by === 'caller' && stop.level === 'polite' ? grace.politeMs : grace.interruptMs;
}
