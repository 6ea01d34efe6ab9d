import { AGENTS } from '@ccx/contracts';
import type { TranscriptFormat } from '../scan/transcript-format.ts';
import { claudeReader, isOutdated } from './transcript-reader.ts';

/** `projects/<folder>/<session>.jsonl`, and `<session>/subagents/agent-<id>.jsonl` below it (Claude Code 2.1.329). */
export const claudeTranscripts: TranscriptFormat = {
  agent: 'claude',
  folders: [AGENTS.claude.transcripts],
  isTranscript: (path) => path.endsWith('.jsonl'),
  open: claudeReader,
  isOutdated,
};
