import {
  AGENTS,
  type AgentEvent,
  type Instant,
  type RunRequest,
  type RunResult,
  type RunTarget,
  type RunWorktree,
} from '@ccx/contracts';
import { ownProcessId } from '@ccx/contracts/host';
import { deadlineSettings } from './deadlines.ts';
import type { EventChannel } from './event-channel.ts';
import type { ObserverHub } from './observer-hub.ts';
import { prepareRun, type PreparedRun } from './prepare-run.ts';
import { createRecordKeeper, type RecordKeeper } from './record-keeper.ts';
import { openRunLog, type RunLog } from './run-log.ts';
import { runProcess, type ProcessEnd } from './run-process.ts';
import { resultOf } from './run-result.ts';
import type { RunnerSetup } from './runner-setup.ts';
import type { StopControl } from './stop-control.ts';
import type { Workplace } from './worktree/workplace.ts';

/** One run, from the call on. */
export interface Run {
  readonly setup: RunnerSetup;
  readonly runId: string;
  readonly startedAt: Instant;
  readonly logPath: string;
  readonly request: RunRequest;
  readonly target: RunTarget;
  readonly stop: StopControl;
  readonly workplace: Workplace;
  readonly channel: EventChannel;
  readonly hub: ObserverHub;
  /** Grow while the run is under way and end up in the result. */
  readonly warnings: string[];
  readonly warn: (text: string) => void;
  readonly onPid: (pid: number) => void;
  /** Called by whoever held the agent back and has room again. */
  readonly room: { made: () => void };
}

/**
 * Sees one run through: checks, record, process, result.
 *
 * @throws {CcxError} where the run could not begin
 */
export async function conductRun(run: Run): Promise<RunResult> {
  const prepared = await prepareRun(run.setup, run.runId, run.request, run.target, run.workplace);
  try {
    return await conductPrepared({ ...run, request: prepared.request }, prepared, run.request.cwd);
  } finally {
    await prepared.release();
  }
}

async function conductPrepared(run: Run, prepared: PreparedRun, from: string): Promise<RunResult> {
  const { setup, runId, request, target, warn } = run;
  const owner = await ownProcessId();
  const log = await openRunLog(run.logPath, () => run.room.made());
  const keeper = createRecordKeeper(
    setup.ledger,
    {
      runId,
      target: { ...target, billing: prepared.environment.billing },
      owner,
      child: null,
      sessionId: request.session === undefined || request.session.mode === 'fork' ? null : request.session.id,
      ...(prepared.chosenSessionId !== null && { chosenSessionId: prepared.chosenSessionId }),
      cwd: request.cwd,
      startedAt: run.startedAt,
      logPath: run.logPath,
      workItemId: request.metadata?.['workItemId'] ?? null,
      permission: request.permission,
      ...(request.worktree !== undefined && { worktree: { name: request.worktree.name, from } }),
    },
    { depth: prepared.depth },
    warn,
  );
  await keeper.begin();
  setup.watchdog.open(runId, owner.domain, null);
  try {
    const end = await runAgent(run, prepared, keeper, log);
    await log.close();
    if (log.problem !== null) warn(log.problem);
    const result = withWorktree(await resultOf(run, prepared, keeper.current, end), prepared.worktree);
    await keeper.end(result);
    const final = withWarnings(result, run.warnings);
    run.hub.ended(final);
    return withWarnings(final, run.warnings);
  } catch (error) {
    await log.close();
    await keeper.drop();
    throw error;
  } finally {
    setup.watchdog.closed(runId);
  }
}

/** Runs the agent; once more without what its version does not know: an id for its session, the stream. */
async function runAgent(run: Run, prepared: PreparedRun, keeper: RecordKeeper, log: RunLog): Promise<AgentEnd> {
  const said = createSpeaker(run, keeper);
  for (const name of prepared.environment.removed) {
    said.notice(`${name} was removed from the agent's environment: this account pays by subscription.`);
  }
  const once = (
    args: readonly string[],
    { buffered = false, again = buffered }: { readonly buffered?: boolean; readonly again?: boolean } = {},
  ): Promise<ProcessEnd> =>
    runProcess(
      {
        ...run,
        ...run.setup,
        spawn: { file: prepared.file, args, cwd: run.request.cwd, env: prepared.environment.env },
        prompt: prepared.stdin,
        deadlines: deadlineSettings(run.request, buffered),
        dialect: prepared.dialect,
        log,
      },
      {
        async spawned(child, pid) {
          run.onPid(pid);
          if (child !== null) run.setup.watchdog.open(run.runId, child.domain, child);
          await keeper.change({ child });
          if (!again) run.hub.started(keeper.current);
        },
        reading: (regulate) => {
          run.room.made = regulate;
        },
        event: (event) => said.event(event),
        behind: () => run.channel.full || log.full,
        warn: run.warn,
      },
    );
  if (run.stop.level !== null) return { process: null, cwd: null };
  let first = await once(prepared.streamArgs);
  if (refusedSession(first, prepared)) first = await once(prepared.plainStreamArgs, { again: true });
  if (!refusedStream(first, prepared) || prepared.bufferedArgs === null) return { process: first, cwd: said.cwd };
  run.warn(
    `This version of ${AGENTS[run.target.account.agent].title} refused the event stream before it began; it was run again for one answer at the end.`,
  );
  return { process: await once(prepared.bufferedArgs, { buffered: true }), cwd: said.cwd };
}

/** How the agent ended, and where it said that it worked; no process where the run was stopped before the start. */
export interface AgentEnd {
  readonly process: ProcessEnd | null;
  readonly cwd: string | null;
}

function refusedSession(end: ProcessEnd, { adapter, chosenSessionId }: PreparedRun): boolean {
  return chosenSessionId !== null && beforeItBegan(end) && adapter.chosenSession?.refused(end.stderr) === true;
}

function refusedStream(end: ProcessEnd, { adapter }: PreparedRun): boolean {
  return beforeItBegan(end) && adapter.refusesStream(end.stderr);
}

/** Nothing was sent to a model where the arguments were refused, so that a second start pays nothing twice. */
function beforeItBegan({ ending, exitCode, stdoutBytes }: ProcessEnd): boolean {
  return ending.by === 'itself' && exitCode !== null && exitCode !== 0 && stdoutBytes === 0;
}

interface Speaker {
  event(event: AgentEvent): void;
  /** Something that ccx itself has to say. */
  notice(text: string): void;
  readonly cwd: string | null;
}

/** Numbers the events of a run, which may come from two processes and from ccx, and hands them to all listeners. */
function createSpeaker(run: Run, keeper: RecordKeeper): Speaker {
  let next = 0;
  let cwd: string | null = null;
  const tell = (event: AgentEvent): void => {
    const numbered = event.seq === next ? event : { ...event, seq: next };
    next += 1;
    run.hub.event(numbered, keeper.current);
    run.channel.push(numbered);
  };
  return {
    event(event) {
      if (event.type === 'started' && event.cwd !== null) cwd = event.cwd;
      const { sessionId } = event;
      if (sessionId !== null && event.parentToolUseId === null && sessionId !== keeper.current.sessionId) {
        void keeper.change({ sessionId });
      }
      tell(event);
    },
    notice(text) {
      run.warn(text);
      const at = run.setup.clock.now();
      tell({ type: 'notice', text, seq: next, at, sessionId: null, parentToolUseId: null, raw: '' });
    },
    get cwd() {
      return cwd;
    },
  };
}

function withWorktree(result: RunResult, worktree: RunWorktree | null): RunResult {
  if (worktree === null) return result;
  const last = { ...result.last, worktree };
  return { ...result, last, attempts: [...result.attempts.slice(0, -1), last] };
}

function withWarnings(result: RunResult, warnings: readonly string[]): RunResult {
  if (result.last.warnings.length === warnings.length) return result;
  const last = { ...result.last, warnings: [...warnings] };
  return { ...result, last, attempts: [...result.attempts.slice(0, -1), last] };
}
