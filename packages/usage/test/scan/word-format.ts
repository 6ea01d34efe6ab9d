import type { UsageRecord } from '@ccx/contracts';
import type { TranscriptFormat } from '../../src/scan/transcript-format.ts';
import { eachLine } from '../../src/scan/whole-lines.ts';

/** The simplest format: every line is the id of a call. What it keeps for a later reader is how many lines there were. */
export const wordFormat: TranscriptFormat = {
  agent: 'claude',
  folders: ['projects'],
  isTranscript: (path) => path.endsWith('.jsonl'),
  open(file, { account }, state) {
    let lines = typeof state === 'number' ? state : 0;
    let records: UsageRecord[] = [];
    return {
      read(bytes, start, end) {
        eachLine(bytes, start, end, (from, to) => {
          lines += 1;
          records.push({
            id: bytes.toString('utf8', from, to),
            account,
            sessionId: file,
            at: '2026-11-21T00:00:00.000Z',
            model: `line ${lines}`,
            usage: { input: 1, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
            vendorCostUsd: null,
            cwd: null,
            gitBranch: null,
            subagentType: null,
            entrypoint: null,
            speed: null,
            archived: false,
          });
        });
      },
      take() {
        const found = { records, callLines: records.length, turns: [], costs: [], skipped: {} };
        records = [];
        return found;
      },
      state: () => lines,
    };
  },
};
