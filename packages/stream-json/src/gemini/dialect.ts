import type { Dialect } from '@ccx/contracts';
import { createParser } from '../event-parser.ts';
import { classifyGeminiText } from './classify.ts';
import { createGeminiReader } from './reader.ts';
import { createGeminiSummarizer } from './summary.ts';

/** Gemini CLI's output: `-o stream-json`, `-o json`, and what all formats write on stderr (0.61.0, 2026-11-21). */
export const gemini: Dialect = {
  agent: 'gemini',
  parser: (options) => createParser(createGeminiReader, options),
  summarizer: createGeminiSummarizer,
  classify: classifyGeminiText,
};
