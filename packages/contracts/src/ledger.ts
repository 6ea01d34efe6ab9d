import type { ProcessId } from './process.ts';
import type { Permission, RunResult, RunTarget } from './run.ts';
import type { Instant } from './time.ts';

/** One file per run under way: the fleet lists it, routing counts it, the next start reaps it. */
export interface RunRecord {
  readonly runId: string;
  readonly target: RunTarget;
  /** The ccx process that drives the run. */
  readonly owner: ProcessId;
  /** The agent's process; `null` before it was started. */
  readonly child: ProcessId | null;
  /** The vendor's id; `null` before it is known. */
  readonly sessionId: string | null;
  /**
   * The id that ccx gave the run's new session before the agent was started; whether the agent took it is known by
   * `sessionId` or by its own record. Absent: the id is the agent's choice, or the caller's.
   */
  readonly chosenSessionId?: string;
  /** Absolute path. */
  readonly cwd: string;
  readonly startedAt: Instant;
  readonly logPath: string;
  /** The work item that it serves; `null` for a run that a person started. */
  readonly workItemId: string | null;
  /** What the agent may do, for whoever goes on with its session; absent in records that do not know it. */
  readonly permission?: Permission;
  /** The worktree in which `cwd` lies, and the folder for which it was asked; absent for a run in the caller's own folder. */
  readonly worktree?: { readonly name: string; readonly from: string };
}

/** A place held on an account until it is released. */
export interface Reservation {
  readonly target: RunTarget;
  /** Gives the place back; a second call does nothing. */
  release(): Promise<void>;
}

/** Which runs are under way on this machine, across all ccx processes. */
export interface RunLedger {
  /** Runs whose owner still lives. */
  list(): Promise<readonly RunRecord[]>;
  /**
   * As `list`, with the places that are held and whose run has not begun: what `claim` would see at this moment, for
   * whoever only looks. Absent: only `claim` tells.
   */
  look?(): Promise<readonly RunRecord[]>;
  /** Atomic across processes: `choose` sees all running runs and reservations, and its choice counts for the next caller. */
  claim(choose: (running: readonly RunRecord[]) => RunTarget | null): Promise<Reservation | null>;
  /** Results that ended within the last `sinceMs` milliseconds, oldest first. */
  recent(sinceMs: number): Promise<readonly RunResult[]>;
}
