import type { Instant } from './time.ts';

/**
 * Where a work item stands:
 * - `waiting` may be claimed now; `delayed` not before its `runAt`; `running` under a lease
 * - `held` by a person or a limit; `needs-human` until a person decides
 * - `done`, `dead` (given up) and `cancelled` are ends; a dead one can be redriven
 */
export type WorkState = 'waiting' | 'delayed' | 'running' | 'held' | 'needs-human' | 'done' | 'dead' | 'cancelled';

/** Work to be done, before a queue has taken it. */
export interface WorkDraft {
  /** A UUID that the caller chose, so that giving the same draft twice makes one item; absent: the queue makes one. */
  readonly id?: string;
  /** Which handler does it. */
  readonly type: string;
  /** Plain JSON that the handler's `parse` understands. */
  readonly payload: unknown;
  /** Smaller is sooner. */
  readonly priority: number;
  /** Of all items that wait or run, at most one bears a key; absent is never a duplicate. */
  readonly dedupKey?: string;
  /** What runs one at a time, e.g. a repository; absent limits nothing. */
  readonly limitKey?: string;
  /** What the item requires: `auto`, an agent as `codex`, or an account as `claude/work`. Absent means `auto`. */
  readonly lane?: string;
  /** Not before; absent is at once. */
  readonly runAt?: Instant;
  /** Ids of items that must be done first. */
  readonly after?: readonly string[];
  /** When a run that may have changed something was cut short: go on in its session, run anew, or ask a person. */
  readonly onEffects: 'resume' | 'retry' | 'ask';
  /** How many tries may fail before the item is dead; absent is the queue's own number. */
  readonly maxAttempts?: number;
  /** Comes again and again: when one occurrence has ended, the next one is put into the queue. */
  readonly cron?: WorkRecurrence;
}

/** When work comes again. */
export interface WorkRecurrence {
  /** Five fields, or six with seconds first: `0 6 * * 1-5`. */
  readonly expression: string;
  /** Whose days and hours, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** An occurrence that nobody worked at when it was due: done late, once, or left out. */
  readonly missed: 'run' | 'skip';
  /** Begins up to so many milliseconds later, by chance. */
  readonly jitterMs: number;
}

/** How far the item's last run got. */
export interface WorkProgress {
  /** The agent's session to resume; `null` is not known yet. */
  readonly sessionId: string | null;
  readonly accountId: string;
  /** Whether a tool that may have changed something was called. */
  readonly effects: 'none' | 'possible';
  /** Names the run in the ledger and its log; absent before there was one. */
  readonly runId?: string;
  readonly logPath?: string;
  /** The profile's name, for people. */
  readonly profile?: string | null;
  /** What the run has cost in US dollars; `null` is unknown. */
  readonly costUsd?: number | null;
  /** How often the work was given back to the agent because its check had failed. */
  readonly round?: number;
}

/** Work that a queue has taken. */
export interface WorkItem extends WorkDraft {
  readonly id: string;
  /** Order of arrival, the tie-break of equal priorities. */
  readonly seq: number;
  readonly state: WorkState;
  readonly createdAt: Instant;
  /** Tries that ended in failure; waiting for a quota is none. */
  readonly attempts: number;
  /** The reason of the last try that failed; `null` where none did. */
  readonly lastError: string | null;
  /** `null` before the first run said anything. */
  readonly progress: WorkProgress | null;
  /** Why it is held, waits, needs a person or was given up; absent where there is nothing to say. */
  readonly reason?: string;
  /** When its present or last run was claimed; absent before the first. */
  readonly startedAt?: Instant;
  /** When it reached its end. */
  readonly endedAt?: Instant;
  /** What `done` left, as plain JSON. */
  readonly result?: unknown;
  /** Runs whose worker was lost. */
  readonly stalls?: number;
  /** All its runs, in US dollars; `null`: of at least one it is not known. Absent before the first. */
  readonly costUsd?: number | null;
  /** Somebody wants the present run to end. */
  readonly cancelling?: boolean;
}

/** What became of a draft. Only `enqueued` made an item. */
export type EnqueueOutcome =
  | { readonly is: 'enqueued'; readonly id: string }
  | { readonly is: 'duplicate'; readonly of: string; readonly state: WorkState }
  | { readonly is: 'full'; readonly cap: number }
  | { readonly is: 'rejected'; readonly reason: string };

/** The right to work on an item until it expires or is extended. */
export interface Lease {
  readonly item: WorkItem;
  /** Fences: a holder whose token is no longer the newest can neither extend nor settle. */
  readonly token: string;
  readonly expiresAt: Instant;
}

/** How work on an item ended. */
export type WorkOutcome =
  | { readonly is: 'done'; readonly result: unknown }
  /** A failed try; absent `afterMs` leaves the delay to the queue's own backoff. */
  | { readonly is: 'retry'; readonly reason: string; readonly afterMs?: number }
  /**
   * No failure: wait for a quota or a dependency, without using up an attempt; `until` `null` is unknown. `blocks`: what
   * it waits for stops all work of its type.
   */
  | { readonly is: 'wait'; readonly reason: string; readonly until: Instant | null; readonly blocks?: 'type' }
  | { readonly is: 'needs-human' | 'dead' | 'cancelled'; readonly reason: string };
