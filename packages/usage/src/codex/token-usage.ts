import type { Usage } from '@ccx/contracts';
import { fieldsOf, tokensOf } from '../line-fields.ts';

/**
 * One request's tokens, as `token_usage_record.usage` and `token_count.info.last_token_usage` hold them (0.169.0). The
 * vendor's input contains what its cache served and what was written to it, here they are apart; what was written is kept for
 * 30 minutes at least, and is in the bucket of the shortest time. Reasoning is part of output. `null` for a shape that is not
 * understood.
 */
export function requestUsage(tokens: unknown): Usage | null {
  const of = fieldsOf(tokens);
  const count = (name: string, absent?: number): number | null => tokensOf(of?.[name] ?? absent);
  const [sent, output] = [count('input_tokens'), count('output_tokens')];
  const [cacheRead, cacheWrite5m] = [count('cached_input_tokens', 0), count('cache_write_input_tokens', 0)];
  const reasoning = count('reasoning_output_tokens', 0);
  if (sent === null || output === null || cacheRead === null || cacheWrite5m === null || reasoning === null)
    return null;
  const input = sent - cacheRead - cacheWrite5m;
  return input < 0 ? null : { input, output, cacheRead, cacheWrite5m, cacheWrite1h: 0, reasoning };
}
