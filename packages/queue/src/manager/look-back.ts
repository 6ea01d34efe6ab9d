import type { WorkItem, WorkProgress } from '@ccx/contracts';

/** What is known of a run that was cut short. */
export interface PastRun {
  /** Its process still runs, although whoever drove it is gone. */
  readonly alive: boolean;
  /** The session that can be resumed; `null` where its agent kept none. */
  readonly sessionId: string | null;
  /** Whose run it was, and whose the session is; absent: of the account that the queue knows. */
  readonly accountId?: string;
  /** `none` is proved by the agent's own record; `unknown` is not proved either way. */
  readonly effects: 'none' | 'possible' | 'unknown';
}

/** Asks the ledger of runs and the agent's own record; `null` where nothing is known of that run. */
export type LookBack = (progress: WorkProgress, item: WorkItem) => Promise<PastRun | null>;
