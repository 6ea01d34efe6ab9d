import type { Usage } from '@ccx/contracts';
import { asNumber, isObject, type JsonObject } from '../json-fields.ts';

/** What one model used in a turn. */
export interface ModelUsage {
  readonly model: string;
  readonly usage: Usage;
}

/**
 * The entries of `stats.models`. They count this process alone, also after a resume, and the model that chose the model
 * is one of them.
 */
export function modelUsagesOf(table: unknown): readonly ModelUsage[] {
  if (!isObject(table)) return [];
  return Object.entries(table).flatMap(([model, entry]) => {
    const usage = isObject(entry) ? usageOf(entry) : null;
    return usage === null ? [] : [{ model, usage }];
  });
}

/**
 * The tokens of one entry, `null` where it says neither input nor output. `input_tokens` contains the cached ones;
 * thoughts are counted in `total_tokens` only, so what the total has more than input and output was thought.
 */
function usageOf(entry: JsonObject): Usage | null {
  const prompt = asNumber(entry['input_tokens']);
  const answer = asNumber(entry['output_tokens']);
  if (prompt === null && answer === null) return null;
  const cached = asNumber(entry['cached']) ?? 0;
  const total = asNumber(entry['total_tokens']);
  const reasoning = total === null ? null : Math.max(0, total - (prompt ?? 0) - (answer ?? 0));
  return {
    input: asNumber(entry['input']) ?? Math.max(0, (prompt ?? 0) - cached),
    output: (answer ?? 0) + (reasoning ?? 0),
    cacheRead: cached,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    ...(reasoning === null ? {} : { reasoning }),
  };
}
