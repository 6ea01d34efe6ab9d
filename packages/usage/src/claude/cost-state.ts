import { type Account, type Instant, instantFromMs, type SessionCost } from '@ccx/contracts';
import { dollarsOf, type Fields, fieldsOf, instantOf, textOf, tokensOf } from '../line-fields.ts';

/**
 * The sum that Claude Code writes after each turn (2.1.329: `cost-state`, with no time of its own); `null` where nothing
 * was called yet, or where no time can be told.
 *
 * @param lastAt of the last line before it that has one
 */
export function sessionCost(line: Fields, account: Account, lastAt: Instant | null): SessionCost | null {
  const sessionId = textOf(line['sessionId']);
  const models = Object.entries(fieldsOf(line['modelUsage']) ?? {}).flatMap(([model, sum]) => modelSum(model, sum));
  const at = instantOf(line['timestamp']) ?? lastAt ?? startOf(line);
  if (line['type'] !== 'cost-state' || sessionId === null || at === null || models.length === 0) return null;
  return { account, sessionId, at, models };
}

function modelSum(model: string, value: unknown): SessionCost['models'] {
  const sum = fieldsOf(value);
  if (sum === null) return [];
  const count = (name: string): number => tokensOf(sum[name]) ?? 0;
  const write1h = count('cacheCreationEphemeral1hInputTokens');
  const written = Math.max(count('cacheCreationInputTokens'), count('cacheCreationEphemeral5mInputTokens') + write1h);
  const reasoning = tokensOf(sum['thinkingTokens']);
  const webSearches = tokensOf(sum['webSearchRequests']);
  const usage = {
    input: count('inputTokens'),
    output: count('outputTokens'),
    cacheRead: count('cacheReadInputTokens'),
    cacheWrite5m: written - write1h,
    cacheWrite1h: write1h,
    ...(reasoning !== null && { reasoning }),
    ...(webSearches !== null && { webSearches }),
  };
  return [{ model, usage, costUsd: dollarsOf(sum['costUSD']) }];
}

function startOf(line: Fields): Instant | null {
  const start = line['startTime'];
  return typeof start === 'number' ? instantFromMs(start) : null;
}
