import type { Usage } from '@ccx/contracts';
import { type Fields, fieldsOf, tokensOf } from '../line-fields.ts';

/**
 * The tokens of a `usage` object as the API writes it; `null` where a number is something else. What is `null` or missing
 * is none. Cache writes are the larger of the sum and its split: the split is 0/0 behind some gateways (Claude Code
 * 2.1.329), and missing in old versions; what it does not explain was written for five minutes.
 */
export function tokenBuckets(fields: Fields): Usage | null {
  const split = fieldsIn(fields, 'cache_creation');
  const input = count(fields['input_tokens']);
  const output = count(fields['output_tokens']);
  const cacheRead = count(fields['cache_read_input_tokens']);
  const cacheWrite = count(fields['cache_creation_input_tokens']);
  const write5m = count(split['ephemeral_5m_input_tokens']);
  const write1h = count(split['ephemeral_1h_input_tokens']);
  if (input === null || output === null || cacheRead === null || cacheWrite === null) return null;
  if (write5m === null || write1h === null) return null;
  if (typeof fields['input_tokens'] !== 'number' && typeof fields['output_tokens'] !== 'number') return null;
  const reasoning = tokensOf(fieldsIn(fields, 'output_tokens_details')['thinking_tokens']);
  const webSearches = tokensOf(fieldsIn(fields, 'server_tool_use')['web_search_requests']);
  const cacheWrite5m = Math.max(cacheWrite, write5m + write1h) - write1h;
  const usage: { -readonly [Name in keyof Usage]: Usage[Name] } = {
    input,
    output,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h: write1h,
  };
  if (reasoning !== null) usage.reasoning = reasoning;
  if (webSearches !== null) usage.webSearches = webSearches;
  return usage;
}

const NOTHING: Fields = {};

function fieldsIn(fields: Fields, name: string): Fields {
  return fieldsOf(fields[name]) ?? NOTHING;
}

/** `null` for what is no count. */
function count(value: unknown): number | null {
  return value === null || value === undefined ? 0 : tokensOf(value);
}
