import {
  AGENTS,
  type AgentKind,
  type Failure,
  type FailureClass,
  type LimitSignal,
  type RunOutcome,
  type RunSummary,
} from '@ccx/contracts';
import type { DeadlineKind } from './deadlines.ts';

/** Why a process ended, as far as the runner had a hand in it. */
export type Ending =
  /** By itself. */
  | { readonly by: 'itself' }
  /** The caller asked for it. `done`: the agent's last turn was over by then. */
  | { readonly by: 'caller'; readonly done: boolean }
  /** A deadline passed. `unanswered` is the cause of a retry that nothing had answered. */
  | { readonly by: 'deadline'; readonly deadline: DeadlineKind; readonly unanswered: FailureClass | null };

export interface EndOfProcess {
  readonly agent: AgentKind;
  readonly ending: Ending;
  readonly summary: RunSummary;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** stdout ended while the process lived on, until a deadline ended it. */
  readonly stdoutClosedEarly: boolean;
  /** The end of stderr, for a person, without what says nothing. */
  readonly stderr: string;
  /** What the dialect makes of stderr. Asked only where stdout told nothing. */
  readonly classify: () => Failure | null;
  readonly aborted: boolean;
  readonly exitCodeCounts: boolean;
}

/** How a run ended. The first rule that applies decides; every rule is a row of the test's table. */
export function outcomeOf(end: EndOfProcess): RunOutcome {
  const { ending, summary } = end;
  if (ending.by === 'caller' && !(ending.done && summary.ended)) return { status: 'cancelled' };
  if (ending.by === 'deadline' && ending.deadline !== 'linger')
    return timedOut(end, ending.deadline, ending.unanswered);
  if (summary.ended) return answered(end);
  return failed(end.classify() ?? summary.failure ?? { class: 'protocol', detail: withoutResult(end), limit: null });
}

/** A terminal event came. */
function answered(end: EndOfProcess): RunOutcome {
  const { summary } = end;
  if (end.aborted) return { status: 'cancelled' };
  if (summary.failure !== null) return failed(summary.failure);
  if (summary.verdict.isError) {
    const detail = summary.text === '' ? `${AGENTS[end.agent].title} reported an error without a text.` : summary.text;
    return failed({ class: 'unknown', detail, limit: null });
  }
  if (end.exitCodeCounts && end.ending.by === 'itself' && end.exitCode !== 0) {
    const detail = `${AGENTS[end.agent].title} reported success and then ${endedWith(end)}.`;
    return failed({ class: 'protocol', detail, limit: null });
  }
  return { status: 'success' };
}

function timedOut(
  end: EndOfProcess,
  deadline: Exclude<DeadlineKind, 'linger'>,
  unanswered: FailureClass | null,
): RunOutcome {
  if (deadline !== 'idle' || unanswered === null) return { status: 'timed-out', deadline };
  const title = AGENTS[end.agent].title;
  const limit = lastRejected(end.summary.limits);
  // An agent that sleeps until a window resets is limited, not cut off.
  if (unanswered === 'limit' && limit !== null) {
    return failed({ class: 'limit', detail: `${title} was waiting for a limit to reset and was ended.`, limit });
  }
  const detail = `${title} kept retrying without an answer (${unanswered}) and was ended.`;
  return failed({ class: 'transport', detail, limit: null });
}

function lastRejected(limits: readonly LimitSignal[]): LimitSignal | null {
  return limits.findLast((limit) => limit.verdict === 'rejected') ?? null;
}

/** The status that a failure's class asks for. */
export function failed(failure: Failure): RunOutcome {
  if (failure.class === 'limit') return { status: 'limited', failure };
  if (failure.class === 'auth') return { status: 'auth', failure };
  return { status: 'failed', failure };
}

function withoutResult(end: EndOfProcess): string {
  const title = AGENTS[end.agent].title;
  const what = end.stdoutClosedEarly
    ? `${title} closed its output without a result and had to be ended.`
    : `${title} ${endedWith(end)} without a result.`;
  const said = end.stderr.trim();
  return said === '' ? what : `${what} It said: ${said.length > 2_000 ? `…${said.slice(-2_000)}` : said}`;
}

function endedWith({ exitCode, signal }: EndOfProcess): string {
  if (signal !== null) return `was ended by ${signal}`;
  return exitCode === null ? 'ended' : `ended with exit code ${exitCode}`;
}
