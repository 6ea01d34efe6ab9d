import type { Instant, Lease, WorkDraft, WorkItem, WorkQueue, WorkScope, WorkState } from '@ccx/contracts';

/** A queue as people work with it: the contract, and all that looking, mending and waiting need. */
export interface Backlog extends WorkQueue {
  /** By its id, its number (`41`, `#41`) or an unmistakable beginning of its id; `null` where there is none. */
  get(name: string): Promise<WorkItem | null>;
  /** Changes an item that does not run and has not ended. @throws {CcxError} `invalid_argument`, `not_found` */
  edit(id: string, change: WorkChange): Promise<WorkItem>;
  /** Every claim of an item, oldest first. */
  attempts(id: string): Promise<readonly WorkAttempt[]>;
  /** What is held back besides single items. */
  holds(): Promise<readonly WorkHold[]>;
  /** Up to `limit` events whose id is greater than `after`, in their order. */
  events(after: number, limit?: number): Promise<readonly WorkEvent[]>;
  stats(): Promise<BacklogStats>;
  /** Claims since an instant that needed an agent, and what those that ended have cost; `usd` `null`: some are unknown. */
  spent(since: Instant): Promise<{ readonly runs: number; readonly usd: number | null; readonly knownUsd: number }>;
  /** Takes ended items away, with their attempts and events; resolves to their number. */
  prune(of: { readonly states: readonly EndState[]; readonly before: Instant }): Promise<number>;
  /** Lifts what failures have laid on keys and types; their counts stay, so that the next failure parks them again. */
  force(): Promise<void>;
  /** Lanes of which something may be claimed now, if they have room and limits allow. */
  lanes(): Promise<readonly string[]>;
  /** Gives back the place and the start that a claim took: its item needs no agent. */
  waive(lease: Lease): Promise<void>;
  /** Resolves when anything was changed, here or by another process, at the latest when the signal is aborted. */
  changed(signal: AbortSignal): Promise<void>;
}

export type EndState = 'done' | 'dead' | 'cancelled';

/** What may be changed of an item that waits. `null` takes away what was there. */
export interface WorkChange {
  readonly payload?: unknown;
  readonly priority?: number;
  readonly lane?: string | null;
  readonly limitKey?: string | null;
  readonly dedupKey?: string | null;
  readonly runAt?: Instant | null;
  readonly after?: readonly string[];
  readonly onEffects?: WorkDraft['onEffects'];
  readonly maxAttempts?: number | null;
  readonly cron?: WorkDraft['cron'] | null;
}

/** One claim of an item, from its start to its settling. */
export interface WorkAttempt {
  /** From 1 on. */
  readonly number: number;
  /** Who claimed it, as it named itself. */
  readonly worker: string;
  readonly startedAt: Instant;
  /** `null` while it runs. */
  readonly endedAt: Instant | null;
  /** `running`, what the worker said in the end, or `stalled`. */
  readonly outcome: 'running' | 'done' | 'retry' | 'wait' | 'needs-human' | 'dead' | 'cancelled' | 'stalled';
  readonly reason: string | null;
  /** How far it came; `null` where it said nothing. */
  readonly progress: WorkItem['progress'];
}

/** Something that keeps items from being claimed. */
export interface WorkHold {
  readonly scope: Omit<WorkScope, 'item'>;
  /** `null`: until somebody frees it. */
  readonly until: Instant | null;
  readonly reason: string;
  readonly at: Instant;
  /** `person` laid it on; `failures` of a type did. */
  readonly by: 'person' | 'failures';
}

/** Something that happened. Holds no payload, and no secret that can be told by its form. */
export interface WorkEvent {
  /** Grows; a reader goes on after the last one that it saw. */
  readonly id: number;
  readonly at: Instant;
  /** `null` for what concerns no single item. */
  readonly item: string | null;
  readonly kind: WorkEventKind;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What can happen. */
export const WORK_EVENT_KINDS = [
  'enqueued',
  'claimed',
  'progress',
  'done',
  'retry',
  'wait',
  'needs-human',
  'dead',
  'cancelled',
  /** Somebody wants a running item to end. */
  'cancelling',
  /** A lease expired: its worker was lost. */
  'stalled',
  /** A worker without a valid lease told how its work ended; it was refused, and this is what it said. */
  'late',
  'held',
  'freed',
  'edited',
  'redriven',
  /** Its key failed too often: nothing of it begins before the time that is told. */
  'parked',
  /** An occurrence that nobody worked at was left out. */
  'missed',
  'pruned',
] as const;

export type WorkEventKind = (typeof WORK_EVENT_KINDS)[number];

/** Counts of one moment. */
export interface BacklogStats {
  readonly states: Readonly<Record<WorkState, number>>;
  /** Starts within the last 60 minutes, how many are left, and when the next one is allowed (`null`: now). */
  readonly rate: { readonly used: number; readonly left: number; readonly nextAt: Instant | null };
  /** Since the queue was made. */
  readonly totals: { readonly claims: number; readonly done: number; readonly failed: number };
}
