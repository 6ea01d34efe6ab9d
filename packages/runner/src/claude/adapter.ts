import type { AgentAdapter } from '../agent-adapter.ts';
import {
  CLAUDE_BUFFERED,
  CLAUDE_STREAM,
  claudeArguments,
  refusesRequest,
  refusesSessionId,
  refusesStream,
} from './arguments.ts';
import { claudeHoldsPrompt } from './holds-prompt.ts';
import { claudeLogin } from './login.ts';
import { claudeLiveSession } from './live-session.ts';
import { claudeRecordFiles } from './record-files.ts';
import { CLAUDE_READ_ONLY, claudeRecordTools } from './record-tools.ts';
import { claudeResumeArguments } from './resume-arguments.ts';
import { claudeTranscript } from './transcript.ts';

export const claudeAdapter: AgentAdapter = {
  agent: 'claude',
  table: claudeArguments,
  streamArgs: CLAUDE_STREAM,
  bufferedArgs: CLAUDE_BUFFERED,
  refusesStream,
  promptArgs: (prompt) => ['--', prompt],
  refuses: refusesRequest,
  // An interrupted turn ends with 0 and an API error with 1: only the result line tells.
  exitCodeCounts: false,
  aborted: ({ verdict }) => verdict.terminalReason?.startsWith('aborted') === true,
  transcript: claudeTranscript,
  recordFiles: claudeRecordFiles,
  holdsPrompt: claudeHoldsPrompt,
  recordTools: claudeRecordTools,
  readOnlyTools: CLAUDE_READ_ONLY,
  chosenSession: { refused: refusesSessionId },
  login: claudeLogin,
  supervision: { liveSession: claudeLiveSession, resumeArguments: claudeResumeArguments },
};
