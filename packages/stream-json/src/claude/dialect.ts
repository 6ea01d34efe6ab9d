import type { Dialect } from '@ccx/contracts';
import { createParser } from '../event-parser.ts';
import { classifyClaudeText } from './classify.ts';
import { createClaudeReader } from './reader.ts';
import { createClaudeSummarizer } from './summary.ts';

/** Claude Code's output: `-p --output-format stream-json --verbose`, also `json` (versions around 2.1.329, 2026-11-21). */
export const claude: Dialect = {
  agent: 'claude',
  parser: (options) => createParser(createClaudeReader, options),
  summarizer: createClaudeSummarizer,
  classify: classifyClaudeText,
};
