import { fieldsOf, numberOf, parseFields, textOf, type Fields } from '../fields.ts';
import type { HistoryFacts } from '../source.ts';
import { linesBackwards } from '../tail.ts';

/** Of each model in a `cost-state`. Reasoning is part of the output there. */
const BUCKETS: readonly string[] = ['inputTokens', 'outputTokens', 'cacheReadInputTokens', 'cacheCreationInputTokens'];

/**
 * The model of the last answer, and the sums of the last `cost-state`, which Claude Code (2.1.329, 2026-11-21) writes
 * over the whole session at the end of each turn. A cost that leaves out a model is unknown.
 */
export function historyFacts(transcript: string): HistoryFacts {
  let model: string | null = null;
  let sums: Pick<HistoryFacts, 'costUsd' | 'tokens'> | null = null;
  for (const line of linesBackwards(transcript)) {
    if (model === null && line.includes('"type":"assistant"')) model = modelIn(parseFields(line));
    else if (sums === null && line.includes('"type":"cost-state"')) sums = sumsIn(parseFields(line));
    if (model !== null && sums !== null) break;
  }
  return { model, costUsd: null, tokens: null, ...sums };
}

/** What the CLI says itself, as after an error, is of no model. */
function modelIn(line: Fields | null): string | null {
  if (line?.['type'] !== 'assistant' || line['isSidechain'] === true) return null;
  const model = textOf(fieldsOf(line['message'])?.['model']);
  return model === '<synthetic>' ? null : model;
}

function sumsIn(line: Fields | null): Pick<HistoryFacts, 'costUsd' | 'tokens'> | null {
  if (line?.['type'] !== 'cost-state') return null;
  const models = Object.values(fieldsOf(line['modelUsage']) ?? {}).map((usage) => fieldsOf(usage) ?? {});
  const buckets = models.flatMap((usage) => BUCKETS.map((name) => numberOf(usage[name])));
  return {
    costUsd: line['hasUnknownModelCost'] === true ? null : numberOf(line['totalCostUSD']),
    tokens: buckets.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0),
  };
}
