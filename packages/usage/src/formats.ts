import type { AgentKind } from '@ccx/contracts';
import { claudeTranscripts } from './claude/transcripts.ts';
import { codexTranscripts } from './codex/transcripts.ts';
import { geminiTranscripts } from './gemini/transcripts.ts';
import type { TranscriptFormat } from './scan/transcript-format.ts';

/** One folder per agent, one line here. */
export const FORMATS: Readonly<Record<AgentKind, TranscriptFormat>> = {
  claude: claudeTranscripts,
  codex: codexTranscripts,
  gemini: geminiTranscripts,
};
