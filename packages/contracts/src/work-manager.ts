import type { RunNeed } from './routing.ts';
import type { RunRequest, RunResult } from './run.ts';
import type { Instant } from './time.ts';
import type { WorkDraft, WorkItem, WorkOutcome } from './work.ts';

/** A handler's answer that no agent is needed; handed on to `finish`. */
export interface SkipAgent {
  readonly skipAgent: unknown;
}

/** A handler's answer that the work is not done yet: another run under the same lease, mostly in the same session. */
export interface WorkFollowUp {
  readonly is: 'again';
  readonly request: RunRequest;
  readonly reason: string;
}

/** One type of work: finding it, asking an agent to do it, and judging what came back. */
export interface WorkHandler<P = unknown> {
  readonly type: string;
  /** `prepare` always answers that no agent is needed. @default false */
  readonly agentless?: boolean;
  /** A payload as it lay in the queue; throws a `CcxError` for one that it does not understand. */
  parse(payload: unknown): P;
  /** Looks for work that should be in the queue; deduplication is the queue's. */
  detect?(signal: AbortSignal): AsyncIterable<WorkDraft>;
  /** What to run and on what kind of account, or that nothing is to be run. */
  prepare(payload: P, item: WorkItem): Promise<{ readonly request: RunRequest; readonly need: RunNeed } | SkipAgent>;
  /** Judges the end: a run that succeeded may still leave the work undone. */
  finish(
    payload: P,
    end: RunResult | SkipAgent,
    item: WorkItem,
    about?: { readonly signal: AbortSignal },
  ): Promise<WorkOutcome | WorkFollowUp>;
  /** Housekeeping that needs no agent; runs also where the manager is disabled. */
  cleanup?(signal: AbortSignal): Promise<void>;
}

/** One run of an agent as the manager shows it. */
export interface AgentProcess {
  /** `null` before it was started, and where no agent was needed. */
  readonly pid: number | null;
  readonly workType: string;
  /** What it works on: the item's dedup key, else its id. */
  readonly target: string;
  readonly startedAt: Instant;
  readonly status: 'running' | 'completed' | 'failed';
  /** Milliseconds; `null` while it runs. */
  readonly durationMs: number | null;
  readonly error: string | null;
  readonly exitCode: number | null;
  readonly accountId: string | null;
}

/** What the manager does, at one moment. */
export interface ManagerStatus {
  readonly enabled: boolean;
  /** The agent that is configured, `auto` or `none`. */
  readonly agentType: string;
  readonly agentAvailable: boolean;
  readonly queueDepth: number;
  readonly active: readonly AgentProcess[];
  /** The last ones that ended, oldest first. */
  readonly recent: readonly AgentProcess[];
  readonly stats: {
    /** Runs of an agent; items that needed none do not count. */
    readonly totalInvocations: number;
    readonly successes: number;
    readonly failures: number;
  };
}

/** Brings queue, handlers, router and runner together. */
export interface Manager {
  /**
   * Works until the signal is aborted; what runs then is brought to its end, or cut short and given back to the queue
   * when `interrupt` is aborted too.
   */
  run(signal: AbortSignal, options?: { readonly interrupt?: AbortSignal }): Promise<void>;
  /** Detects at once, all types or one; resolves to the number of items that were enqueued. */
  detectNow(type?: string): Promise<number>;
  hasPendingWork(): Promise<boolean>;
  status(): Promise<ManagerStatus>;
}
