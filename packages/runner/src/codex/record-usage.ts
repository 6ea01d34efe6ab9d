import type { Instant, RunSummary, Usage } from '@ccx/contracts';
import { type Fields, fieldsOf } from '../record-lines.ts';
import { readRollout, type RolloutLine } from './rollout.ts';

const TOTALS = [
  'input_tokens',
  'cached_input_tokens',
  'cache_write_input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
] as const;

type Totals = Readonly<Record<(typeof TOTALS)[number], number>>;

const NOTHING: Totals = {
  input_tokens: 0,
  cached_input_tokens: 0,
  cache_write_input_tokens: 0,
  output_tokens: 0,
  reasoning_output_tokens: 0,
};

/**
 * What a thread used in this run: its total now without its total before (`thread_token_usage` of a
 * `token_usage_record`, 0.169.0). `exec --json` says the total alone, and where that is another than the rollout's, the
 * rollout is not the whole story.
 */
export async function codexRecordUsage(path: string, since: Instant, summary: RunSummary): Promise<Usage | null> {
  const said = totalsOf(fieldsOf(summary.vendorStats)?.['usage']);
  const part = await readRollout(path, since);
  if (said === null || part === null || !part.whole) return null;
  const now = lastTotals(part.lines);
  // A rollout that begins with this run had used nothing before.
  const before = part.before.length === 0 ? NOTHING : lastTotals(part.before);
  if (now === null || before === null || TOTALS.some((name) => now[name] !== said[name])) return null;
  const used = (name: keyof Totals): number => now[name] - before[name];
  const cacheRead = used('cached_input_tokens');
  const cacheWrite5m = used('cache_write_input_tokens');
  const usage = {
    // The vendor's input contains what the cache served and what was written to it.
    input: used('input_tokens') - cacheRead - cacheWrite5m,
    output: used('output_tokens'),
    cacheRead,
    cacheWrite5m,
    cacheWrite1h: 0,
    reasoning: used('reasoning_output_tokens'),
  };
  return Object.values(usage).some((tokens) => tokens < 0) ? null : usage;
}

function lastTotals(lines: readonly RolloutLine[]): Totals | null {
  const record = lines.findLast(({ type }) => type === 'token_usage_record');
  return totalsOf(record?.payload['thread_token_usage']);
}

function totalsOf(value: unknown): Totals | null {
  const fields: Fields | null = fieldsOf(value);
  if (fields === null) return null;
  const [input, cached, written, output, reasoning] = TOTALS.map((name) => fields[name]);
  if (!isCount(input) || !isCount(cached) || !isCount(written) || !isCount(output) || !isCount(reasoning)) return null;
  return {
    input_tokens: input,
    cached_input_tokens: cached,
    cache_write_input_tokens: written,
    output_tokens: output,
    reasoning_output_tokens: reasoning,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
