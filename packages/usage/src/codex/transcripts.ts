import { basename, dirname } from 'node:path';
import type { TranscriptFormat } from '../scan/transcript-format.ts';
import { lineReader } from '../line-reader.ts';
import { readRolloutLine } from './rollout-line.ts';
import { restoredRollout } from './rollout-state.ts';

const ARCHIVE = 'archived_sessions';

/** Codex's rollouts: `sessions/YYYY/MM/DD/rollout-<time>-<thread>.jsonl`, and those that a person has put away (0.169.0). */
export const codexTranscripts: TranscriptFormat = {
  agent: 'codex',
  folders: ['sessions', ARCHIVE],
  isTranscript: (path) => /^rollout-.*\.jsonl$/.test(basename(path)),
  open(file, { account }, state) {
    const of = { account, archived: basename(dirname(file)) === ARCHIVE };
    return lineReader(restoredRollout(state), (line, before) => readRolloutLine(line, before, of));
  },
};
