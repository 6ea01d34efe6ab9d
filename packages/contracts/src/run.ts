import type { Account, Billing } from './account.ts';
import type { AgentEvent } from './event.ts';
import type { Failure } from './failure.ts';
import type { RunRecord } from './ledger.ts';
import type { Router, RunNeed } from './routing.ts';
import type { RunSummary } from './summary.ts';
import type { Instant } from './time.ts';

/** What an agent may do without being asked. */
export type Permission = 'safe' | 'edit' | 'full';

/** What to do. Plain JSON: it lies in queues. */
export interface RunRequest {
  /** Given on stdin, so it may be of any length. */
  readonly prompt: string;
  /** Absolute path of the folder in which the agent works. */
  readonly cwd: string;
  /** `safe` the CLI's own default, `edit` may change files, `full` may do anything. */
  readonly permission: Permission;
  /** Tools allowed beyond `permission`, in the vendor's own notation. */
  readonly allowedTools?: readonly string[];
  /** The vendor's reasoning effort level. */
  readonly effort?: string;
  /** `new` gives a fresh session this id, `resume` goes on with it, `fork` goes on from a copy. */
  readonly session?: { readonly mode: 'new' | 'resume' | 'fork'; readonly id: string };
  /**
   * Run in the git worktree `.ccx/worktrees/NAME` of the repository that holds `cwd`, on the branch `ccx/NAME`; where it
   * is missing it is made from `base`, a commit or a name of one (default: the commit at `cwd`).
   */
  readonly worktree?: { readonly name: string; readonly base?: string };
  /** The agent ends after so many turns. Default: none. */
  readonly maxTurns?: number;
  /** The agent ends when it has spent so many US dollars; checked after each call, so it may be passed. Default: none. */
  readonly maxBudgetUsd?: number;
  /** A JSON schema for the answer. */
  readonly jsonSchema?: unknown;
  /** The whole run, in milliseconds. Default: none. */
  readonly timeoutMs?: number;
  /** Without progress, in milliseconds; stands still while a tool runs. Default 5 minutes. */
  readonly idleTimeoutMs?: number;
  /** Between a tool call and its result, in milliseconds. Default 60 minutes. */
  readonly toolTimeoutMs?: number;
  /** Until the first byte of stdout, in milliseconds. Default 60 seconds. */
  readonly firstByteTimeoutMs?: number;
  /** Between the terminal event and the exit, in milliseconds. Default 15 seconds. */
  readonly lingerTimeoutMs?: number;
  /** Ask for text in pieces while it is made (`delta` events), where the agent can. Default false. */
  readonly partialText?: boolean;
  /** After a limit the prompt may also be sent again elsewhere when only tools that read were called. Default false. */
  readonly rerunAfterReads?: boolean;
  /**
   * After a limit the session's own record may be copied to the next account of the same vendor, to be resumed there.
   * Default false.
   */
  readonly carrySession?: boolean;
  /** Set last, over everything that ccx sets or removes. */
  readonly env?: Readonly<Record<string, string>>;
  /** Handed to the agent as they are, after all others. */
  readonly extraArgs?: readonly string[];
  /** Kept beside the run, e.g. a work item's id. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** On whom. Chosen late, never stored in a work item. */
export interface RunTarget {
  readonly account: Account;
  /** The profile's name, for people. */
  readonly name: string | null;
  /** `null` leaves the choice to the CLI. */
  readonly model: string | null;
  /** Who is to pay; `null` leaves it to what the config dir holds. */
  readonly billing: Billing | null;
}

/**
 * Hears of everything, slows nothing: calls are synchronous and an exception in one observer reaches nobody else.
 * The quota cache, the store and the manager listen here; the iterator belongs to one reader.
 */
export interface RunObserver {
  /** The agent's process runs. */
  started?(run: RunRecord): void;
  event?(event: AgentEvent, run: RunRecord): void;
  /** Once, after the last attempt. */
  ended?(result: RunResult): void;
}

/** How a run is watched and stopped. */
export interface RunOptions {
  /** Ends the run as `cancelled`. */
  readonly signal?: AbortSignal;
  readonly observers?: readonly RunObserver[];
}

/**
 * A run under way. `result` settles without a reader. A reader attaches in the tick in which `run()` returned; only an
 * open iterator holds the agent back, and leaving it early ends the run.
 */
export interface RunHandle extends AsyncIterable<AgentEvent> {
  /** Made by ccx; names the record, the log and the result. */
  readonly runId: string;
  /** The agent's process; `null` before it was started. */
  readonly pid: number | null;
  /** Absolute path of the file that keeps every line as it came. */
  readonly logPath: string;
  /** Never rejects for what the agent or the host does; rejects with a `CcxError` where the run could not begin. */
  readonly result: Promise<RunResult>;
  /** Asks the agent to stop politely; the result still comes. */
  interrupt(): void;
  /** Ends the whole process tree and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Which deadline ended a run. */
export type Deadline = 'total' | 'idle' | 'tool' | 'first-byte';

/**
 * How a run ended: `limited` a quota is used up, `auth` the login is missing or refused, `failed` all other failures,
 * `timed-out` a deadline of ccx passed, `cancelled` somebody stopped it.
 */
export type RunOutcome =
  | { readonly status: 'success' | 'cancelled' }
  | { readonly status: 'failed' | 'limited' | 'auth'; readonly failure: Failure }
  | { readonly status: 'timed-out'; readonly deadline: Deadline };

/** The git worktree in which an agent worked. */
export interface RunWorktree {
  /** Absolute path of its top folder. */
  readonly path: string;
  /** What was checked out when the attempt began; `null` where a session was resumed on a detached HEAD. */
  readonly branch: string | null;
  /** Id of the commit that was checked out when the attempt began: what came after it is the agent's work. */
  readonly base: string;
}

/** One agent process on a chosen target, whole. */
export interface RunAttempt {
  readonly target: RunTarget;
  readonly outcome: RunOutcome;
  readonly summary: RunSummary;
  /** The agent's own; `null` where a signal ended it or it never started. Says little: some vendors exit 0 on failure. */
  readonly exitCode: number | null;
  /** Name of the signal that ended it, e.g. `SIGTERM`. */
  readonly signal: string | null;
  readonly startedAt: Instant;
  /** From the start to the verified exit, in milliseconds. */
  readonly durationMs: number;
  /** Absolute path of the file that keeps every line as it came. */
  readonly logPath: string;
  /** The agent's own record of the session; `null` where it is not known. */
  readonly transcriptPath: string | null;
  /** The last 64 KiB, secrets redacted. */
  readonly stderr: string;
  /** What a person should know although the run went on, e.g. that a key was removed from its environment. */
  readonly warnings: readonly string[];
  /** Why this target was chosen, where a router chose. */
  readonly why: string | null;
  /** Absent where the agent worked in the caller's own folder. */
  readonly worktree?: RunWorktree;
  /** Tries on the same target that an overloaded vendor ended before this one, oldest first; absent where there were none. */
  readonly earlierTries?: readonly RunAttempt[];
}

/** The end of a run: the outcome of its last attempt, and every attempt; {@link allTries} gives every process. */
export type RunResult = RunOutcome & {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly last: RunAttempt;
  readonly attempts: readonly RunAttempt[];
  /**
   * When the first account on which the run could go on comes back; `null` is unknown. Absent where it did not end for
   * want of an account.
   */
  readonly earliest?: Instant | null;
};

/** One runner for all agents. */
export interface Runner {
  /** One attempt on one target. */
  run(request: RunRequest, target: RunTarget, options?: RunOptions): RunHandle;
  /** As many attempts as the router offers and the rules allow. */
  chain(request: RunRequest, need: RunNeed, router: Router, options?: RunOptions): RunHandle;
}
