import type { Usage } from '@ccx/contracts';
import { isObject, type JsonObject, numberIn, objectIn } from '../json-fields.ts';

/** The tokens of an API `usage` object; `null` where it says neither input nor output. */
export function usageOf(usage: JsonObject): Usage | null {
  const input = numberIn(usage, 'input_tokens');
  const output = numberIn(usage, 'output_tokens');
  if (input === null && output === null) return null;
  const split = objectIn(usage, 'cache_creation') ?? {};
  const reasoning = numberIn(objectIn(usage, 'output_tokens_details') ?? {}, 'thinking_tokens');
  const webSearches = numberIn(objectIn(usage, 'server_tool_use') ?? {}, 'web_search_requests');
  return {
    input: input ?? 0,
    output: output ?? 0,
    cacheRead: numberIn(usage, 'cache_read_input_tokens') ?? 0,
    ...cacheWrites(
      numberIn(usage, 'cache_creation_input_tokens'),
      numberIn(split, 'ephemeral_5m_input_tokens'),
      numberIn(split, 'ephemeral_1h_input_tokens'),
    ),
    ...(reasoning === null ? {} : { reasoning }),
    ...(webSearches === null ? {} : { webSearches }),
  };
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
  for (const [model, entry] of Object.entries(table)) {
    if (!isObject(entry)) continue;
    const reasoning = numberIn(entry, 'thinkingTokens');
    const webSearches = numberIn(entry, 'webSearchRequests');
    entries.push({
      model,
      costUsd: numberIn(entry, 'costUSD'),
      usage: {
        input: numberIn(entry, 'inputTokens') ?? 0,
        output: numberIn(entry, 'outputTokens') ?? 0,
        cacheRead: numberIn(entry, 'cacheReadInputTokens') ?? 0,
        ...cacheWrites(
          numberIn(entry, 'cacheCreationInputTokens'),
          numberIn(entry, 'cacheCreationEphemeral5mInputTokens'),
          numberIn(entry, 'cacheCreationEphemeral1hInputTokens'),
        ),
        ...(reasoning === null ? {} : { reasoning }),
        ...(webSearches === null ? {} : { webSearches }),
      },
    });
  }
  return entries;
}

/** Writes whose lifetime was not said count as five minutes, which is what the API does where nobody asks for more. */
function cacheWrites(
  total: number | null,
  fiveMinutes: number | null,
  oneHour: number | null,
): Pick<Usage, 'cacheWrite5m' | 'cacheWrite1h'> {
  const cacheWrite1h = oneHour ?? 0;
  return { cacheWrite5m: Math.max(fiveMinutes ?? 0, (total ?? 0) - cacheWrite1h), cacheWrite1h };
}
