import type { Dialect } from '@ccx/contracts';
import { createParser } from '../event-parser.ts';
import { classifyCodexText } from './classify.ts';
import { createCodexReader } from './reader.ts';
import { createCodexSummarizer } from './summary.ts';

/**
 * Codex's output: `codex exec --json` (0.169.0, 2026-11-21). Success needs its `turn.completed` and, which only a runner
 * sees, exit code 0.
 */
export const codex: Dialect = {
  agent: 'codex',
  parser: (options) => createParser(createCodexReader, options),
  summarizer: createCodexSummarizer,
  classify: classifyCodexText,
};
