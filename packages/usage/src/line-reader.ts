import type { UsageRecord, UsageTurn } from '@ccx/contracts';
import type { TranscriptReader } from './scan/transcript-format.ts';
import { eachLine } from './scan/whole-lines.ts';

/** What one line said, and what the lines after it must know. */
export interface LineFound<State> {
  readonly state: State;
  readonly record?: UsageRecord | undefined;
  readonly turn?: UsageTurn | undefined;
  /** Why a line that might have given a record gave none. */
  readonly skipped?: string | undefined;
}

/** A reader that goes from line to line; empty lines are passed over. */
export function lineReader<State>(
  first: State,
  read: (line: string, state: State) => LineFound<State>,
): TranscriptReader {
  let state = first;
  let records: UsageRecord[] = [];
  let turns: UsageTurn[] = [];
  let skipped: Record<string, number> = {};
  return {
    read(bytes, start, end) {
      eachLine(bytes, start, end, (from, to) => {
        const text = bytes.toString('utf8', from, to).trimEnd();
        if (text === '') return;
        const found = read(text, state);
        ({ state } = found);
        if (found.record !== undefined) records.push(found.record);
        if (found.turn !== undefined) turns.push(found.turn);
        if (found.skipped !== undefined) skipped[found.skipped] = (skipped[found.skipped] ?? 0) + 1;
      });
    },
    take() {
      const found = { records, callLines: records.length, turns, costs: [], skipped };
      [records, turns, skipped] = [[], [], {}];
      return found;
    },
    state: () => state,
  };
}
