import type { RunRecord, RunResult } from '@ccx/contracts';
import type { JournalNotes, RunJournal } from './journal.ts';

/** The record of one run, in memory and on the disk. What cannot be written down is told and ends no run. */
export interface RecordKeeper {
  readonly current: RunRecord;
  begin(): Promise<void>;
  /** Resolves when the change is on the disk; changes are written in their order. */
  change(part: Partial<RunRecord>): Promise<void>;
  end(result: RunResult): Promise<void>;
  /** The run did not begin. */
  drop(): Promise<void>;
}

export function createRecordKeeper(
  journal: RunJournal,
  record: RunRecord,
  notes: JournalNotes,
  warn: (text: string) => void,
): RecordKeeper {
  let current = record;
  let last: Promise<void> = Promise.resolve();
  const inOrder = (write: () => Promise<void>): Promise<void> => {
    last = last.then(write).catch((error: unknown) => {
      warn(`The ledger could not be written: ${error instanceof Error ? error.message : String(error)}`);
    });
    return last;
  };
  return {
    get current() {
      return current;
    },
    begin: () => inOrder(() => journal.begin(current, notes)),
    change(part) {
      const changed = { ...current, ...part };
      current = changed;
      return inOrder(() => journal.update(changed));
    },
    end: (result) => inOrder(() => journal.end(current, result)),
    drop: () => inOrder(() => journal.drop(current)),
  };
}
