import type { Instant } from './time.ts';
import type { EnqueueOutcome, Lease, WorkDraft, WorkItem, WorkOutcome, WorkProgress, WorkState } from './work.ts';

/** What a hold is laid on; several fields narrow it. */
export interface WorkScope {
  readonly lane?: string;
  readonly type?: string;
  /** An item's id. */
  readonly item?: string;
}

/** A backlog that survives whoever works on it. */
export interface WorkQueue {
  /** What this implementation can do beyond the rest of the contract. */
  readonly can: ReadonlySet<'after' | 'cron' | 'events' | 'limit-keys'>;
  /** One outcome for each draft, in their order. */
  enqueue(drafts: readonly WorkDraft[]): Promise<readonly EnqueueOutcome[]>;
  /**
   * The next item of the lanes that have room now. Without one, `nextAt` says when asking again may help; `null` means
   * not before something changes.
   */
  claim(by: {
    readonly worker: string;
    readonly lanes: readonly string[];
    readonly leaseMs: number;
    /** Types that need no agent, on whatever lane: they take neither a place nor a start of the rate. Absent is none. */
    readonly agentless?: readonly string[];
  }): Promise<{ readonly lease: Lease | null; readonly nextAt: Instant | null }>;
  /** Renews a lease by its own length and keeps the progress; `false` when it was lost. */
  extend(lease: Lease, progress?: WorkProgress): Promise<boolean>;
  /** `stale` when the lease was lost: nothing was changed. */
  settle(lease: Lease, outcome: WorkOutcome): Promise<'settled' | 'stale'>;
  /** Keeps items from being claimed; running ones go on. `until` `null` is until `free`. */
  hold(what: WorkScope, until: Instant | null, reason: string): Promise<void>;
  free(what: WorkScope): Promise<void>;
  /** The state afterwards: an item that already ended keeps its end. */
  cancel(id: string): Promise<WorkState>;
  /** Brings a dead or cancelled item back to waiting; `false` where there was none. */
  redrive(id: string): Promise<boolean>;
  /** Items in the order in which they would be claimed. */
  list(state?: WorkState): AsyncIterable<WorkItem>;
  /** Items that wait or are delayed. */
  depth(): Promise<number>;
  /** Items under a lease, all or those of one key. */
  inProgress(dedupKey?: string): Promise<number>;
  close(): Promise<void>;
}

/** How many starts are allowed in a window of time. */
export interface RateLimiter {
  /** Takes one, or says when the next one comes. */
  take(): Promise<{ readonly allowed: true } | { readonly allowed: false; readonly nextAt: Instant }>;
  /** How many are left now. */
  remaining(): Promise<number>;
}
