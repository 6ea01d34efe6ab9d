import type { Usage } from '@ccx/contracts';
import { isObject, type JsonObject, asNumber, asObject } from '../json-fields.ts';

/** The tokens of an API `usage` object; `null` where it says neither input nor output. */
export function usageOf(usage: JsonObject): Usage | null {
  const input = asNumber(usage['input_tokens']);
  const output = asNumber(usage['output_tokens']);
  if (input === null && output === null) return null;
  const split = asObject(usage['cache_creation']);
  const details = asObject(usage['output_tokens_details']);
  const serverTools = asObject(usage['server_tool_use']);
  return counted({
    input,
    output,
    cacheRead: asNumber(usage['cache_read_input_tokens']),
    cacheWrite: asNumber(usage['cache_creation_input_tokens']),
    cacheWrite5m: split === null ? null : asNumber(split['ephemeral_5m_input_tokens']),
    cacheWrite1h: split === null ? null : asNumber(split['ephemeral_1h_input_tokens']),
    reasoning: details === null ? null : asNumber(details['thinking_tokens']),
    webSearches: serverTools === null ? null : asNumber(serverTools['web_search_requests']),
  });
}

/** What one model used, of `modelUsage` or `model_usage_since_last_result`. */
export interface ModelUsage {
  readonly model: string;
  readonly usage: Usage;
  /** US dollars, `null` where they were not said. */
  readonly costUsd: number | null;
}

/** The entries of a result's per-model table; `null` where the result has no such table. */
export function modelUsagesOf(table: unknown): readonly ModelUsage[] | null {
  if (!isObject(table)) return null;
  const entries: ModelUsage[] = [];
  for (const model of Object.keys(table)) {
    const entry = table[model];
    if (!isObject(entry)) continue;
    entries.push({
      model,
      costUsd: asNumber(entry['costUSD']),
      usage: counted({
        input: asNumber(entry['inputTokens']),
        output: asNumber(entry['outputTokens']),
        cacheRead: asNumber(entry['cacheReadInputTokens']),
        cacheWrite: asNumber(entry['cacheCreationInputTokens']),
        cacheWrite5m: asNumber(entry['cacheCreationEphemeral5mInputTokens']),
        cacheWrite1h: asNumber(entry['cacheCreationEphemeral1hInputTokens']),
        reasoning: asNumber(entry['thinkingTokens']),
        webSearches: asNumber(entry['webSearchRequests']),
      }),
    });
  }
  return entries;
}

/** The vendor's counters, `null` where it has none. */
interface Counters {
  readonly input: number | null;
  readonly output: number | null;
  readonly cacheRead: number | null;
  /** Both lifetimes together. */
  readonly cacheWrite: number | null;
  readonly cacheWrite5m: number | null;
  readonly cacheWrite1h: number | null;
  readonly reasoning: number | null;
  readonly webSearches: number | null;
}

/** Writes whose lifetime was not said count as five minutes, which is what the API does where nobody asks for more. */
function counted(counters: Counters): Usage {
  const cacheWrite1h = counters.cacheWrite1h ?? 0;
  const usage: { -readonly [Key in keyof Usage]: Usage[Key] } = {
    input: counters.input ?? 0,
    output: counters.output ?? 0,
    cacheRead: counters.cacheRead ?? 0,
    cacheWrite5m: Math.max(counters.cacheWrite5m ?? 0, (counters.cacheWrite ?? 0) - cacheWrite1h),
    cacheWrite1h,
  };
  // Set, not spread: this runs for every message.
  if (counters.reasoning !== null) usage.reasoning = counters.reasoning;
  if (counters.webSearches !== null) usage.webSearches = counters.webSearches;
  return usage;
}
