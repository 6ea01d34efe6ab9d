import type { Usage } from '@ccx/contracts';
import { asNumber, type JsonObject } from '../json-fields.ts';

/** A thread before its first call. */
export const NOTHING_USED: Usage = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  reasoning: 0,
};

/**
 * The tokens of a `turn.completed` (0.169.0): the thread's total. Its `input_tokens` contain what the cache served and
 * what was written to it; here they are apart. The lifetime of a write is not said and counts as five minutes. `null`
 * where it says neither input nor output.
 */
export function threadUsage(usage: JsonObject): Usage | null {
  if (asNumber(usage['input_tokens']) === null && asNumber(usage['output_tokens']) === null) return null;
  const sent = count(usage['input_tokens']);
  const cacheRead = Math.min(sent, count(usage['cached_input_tokens']));
  const cacheWrite5m = Math.min(sent - cacheRead, count(usage['cache_write_input_tokens']));
  const reasoning = asNumber(usage['reasoning_output_tokens']);
  return {
    input: sent - cacheRead - cacheWrite5m,
    output: count(usage['output_tokens']),
    cacheRead,
    cacheWrite5m,
    cacheWrite1h: 0,
    ...(reasoning === null ? {} : { reasoning: count(reasoning) }),
  };
}

/** What a thread used between two totals; `null` where the later one is smaller, which no addition explains. */
export function usageBetween(before: Usage, after: Usage): Usage | null {
  const difference: Usage = {
    input: after.input - before.input,
    output: after.output - before.output,
    cacheRead: after.cacheRead - before.cacheRead,
    cacheWrite5m: after.cacheWrite5m - before.cacheWrite5m,
    cacheWrite1h: after.cacheWrite1h - before.cacheWrite1h,
    ...(after.reasoning === undefined || before.reasoning === undefined
      ? {}
      : { reasoning: after.reasoning - before.reasoning }),
  };
  return Object.values(difference).some((tokens) => tokens < 0) ? null : difference;
}

function count(value: unknown): number {
  return Math.max(0, asNumber(value) ?? 0);
}
