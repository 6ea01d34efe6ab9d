import type { Usage } from '@ccx/contracts';
import { fieldsOf, tokensOf } from '../line-fields.ts';

/**
 * One request's tokens, as `token_usage_record.usage` and `token_count.info.last_token_usage` hold them (0.169.0). The
 * vendor's input contains what its cache served, here they are apart; reasoning is part of output. Codex bills nothing for
 * writing to the cache, so what was written stays input. `null` for a shape that is not understood.
 */
export function requestUsage(tokens: unknown): Usage | null {
  const of = fieldsOf(tokens);
  const count = (name: string, absent?: number): number | null => tokensOf(of?.[name] ?? absent);
  const [sent, output] = [count('input_tokens'), count('output_tokens')];
  const [cacheRead, reasoning] = [count('cached_input_tokens', 0), count('reasoning_output_tokens', 0)];
  if (sent === null || output === null || cacheRead === null || reasoning === null || cacheRead > sent) return null;
  return { input: sent - cacheRead, output, cacheRead, cacheWrite5m: 0, cacheWrite1h: 0, reasoning };
}
