import type { RunRecord, RunResult } from '@ccx/contracts';

/** What is kept of a run beside its record. */
export interface JournalNotes {
  /** How many agents stand above this run; 0 for a run that a person or a service started. */
  readonly depth: number;
}

/**
 * What the runner writes while a run is under way; `createFileLedger` keeps it. Apart from the `RunLedger` of
 * `@ccx/contracts`, which is what everybody else may ask.
 */
export interface RunJournal {
  /** Writes the record down before anything is started; it is on the disk when this resolves. */
  begin(record: RunRecord, notes: JournalNotes): Promise<void>;
  /** Replaces the record: the child is known, the session has an id. On the disk when this resolves. */
  update(record: RunRecord): Promise<void>;
  /** The run is over: its result joins the index, its record goes. */
  end(record: RunRecord, result: RunResult): Promise<void>;
  /** The agent could not be started: the record goes without a trace. */
  drop(record: RunRecord): Promise<void>;
  /** How many runs with agents above them began on this account within the last `sinceMs` milliseconds. */
  nestedStarts(accountId: string, sinceMs: number): Promise<number>;
  /** Runs under way, of all processes; without it only those that named a worktree are known to be in it. */
  list?(): Promise<readonly RunRecord[]>;
}
