import type { AgentAdapter } from '../agent-adapter.ts';
import { geminiArguments } from './arguments.ts';
import { geminiLogin } from './login.ts';
import { geminiRecordText } from './record-text.ts';
import { GEMINI_READ_ONLY, geminiRecordTools } from './record-tools.ts';
import { geminiTranscript } from './transcript.ts';

export const geminiAdapter: AgentAdapter = {
  agent: 'gemini',
  // Without it 0.61.0 ends with 55 in every folder that nobody has trusted on its screen.
  leadingArgs: ['--skip-trust'],
  table: geminiArguments,
  streamArgs: ['-o', 'stream-json'],
  bufferedArgs: null,
  refusesStream: () => false,
  // In one argument, so that a prompt that begins with "-" is no option.
  promptArgs: (prompt) => [`--prompt=${prompt}`],
  refuses: () => null,
  exitCodeCounts: true,
  // Ended by a signal it exits with 0 and without a result: nothing in its output says who stopped it.
  aborted: () => false,
  transcript: geminiTranscript,
  recordTools: geminiRecordTools,
  recordText: geminiRecordText,
  readOnlyTools: GEMINI_READ_ONLY,
  login: null,
  lookUpLogin: geminiLogin,
  // What it says at any start of 0.61.0 whatever becomes of it, 2026-11-21.
  idleTalk: /^(?:Warning: True color |Ripgrep is not available\.|YOLO mode is enabled\.|\[STARTUP\] ).*\n?/gm,
};
