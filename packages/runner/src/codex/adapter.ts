import type { AgentAdapter } from '../agent-adapter.ts';
import { codexArguments } from './arguments.ts';
import { codexHoldsPrompt } from './holds-prompt.ts';
import { codexLogin } from './login.ts';
import { prepareCodex } from './prepare.ts';
import { codexRecordFailure } from './record-failure.ts';
import { CODEX_READ_ONLY, codexRecordTools } from './record-tools.ts';
import { codexRecordUsage } from './record-usage.ts';
import { codexTranscript } from './transcript.ts';
import { codexWhoIs } from './who-is.ts';

export const codexAdapter: AgentAdapter = {
  agent: 'codex',
  leadingArgs: ['exec'],
  table: codexArguments,
  streamArgs: ['--json'],
  bufferedArgs: null,
  refusesStream: () => false,
  promptArgs: (prompt) => ['--', prompt],
  // Also after `resume ID`, where a missing prompt could be read as none.
  stdinPromptArgs: ['-'],
  refuses: () => null,
  exitCodeCounts: true,
  // An interrupted turn ends with 1 and stdout that just stops: nothing in it says who stopped it.
  aborted: () => false,
  transcript: codexTranscript,
  holdsPrompt: codexHoldsPrompt,
  recordTools: codexRecordTools,
  readOnlyTools: CODEX_READ_ONLY,
  login: codexLogin,
  whoIs: codexWhoIs,
  prepare: prepareCodex,
  recordFailure: codexRecordFailure,
  recordUsage: codexRecordUsage,
  schemaAnswerIsText: true,
};
