import { totalTokens, type Usage } from '@ccx/contracts';
import { type Fields, fieldsOf, textOf } from '../line-fields.ts';
import { tokenBuckets } from './token-buckets.ts';

/** What of a call is billed at one price. */
export interface BilledPart {
  readonly model: string;
  readonly usage: Usage;
  readonly longPrompt: boolean;
}

/** Above it the API bills a request at its long-context prices (Anthropic's price list, 2026-11-21). */
const LONG_PROMPT_TOKENS = 200_000;

/**
 * The parts of a call. One call may hold several turns of the API, listed as `iterations`: a compaction, whose tokens the
 * sum above the list leaves out, or the questions to an advisor, which name a model of their own and which the sum holds
 * since Claude Code 2.1.219. The list counts where it explains all of the sum. A prompt is long by itself, not in sum.
 *
 * @returns the part of the call's own model first; `null` where the tokens are not understood
 */
export function billedParts(usage: Fields, model: string): readonly BilledPart[] | null {
  const sum = tokenBuckets(usage);
  if (sum === null) return null;
  const turns = iterationsOf(usage['iterations'], model);
  if (turns.length === 0) return [{ model, usage: sum, longPrompt: isLong(sum) }];
  const listed = turns.reduce((total, turn) => total + totalTokens(turn.usage), 0);
  if (listed < totalTokens(sum)) return [{ model, usage: sum, longPrompt: isLong(sum) }];

  const parts = new Map<string, BilledPart>();
  for (const own of [true, false]) {
    for (const turn of turns.filter((each) => (each.model === model) === own)) {
      const key = `${turn.longPrompt} ${turn.model}`;
      const before = parts.get(key);
      parts.set(key, before === undefined ? turn : { ...turn, usage: added(before.usage, turn.usage) });
    }
  }
  const [first, ...others] = parts.values();
  if (first === undefined) return null;
  // One part is the sum itself, which says more than its list: what was reasoning, for how long the cache was written.
  const isSum = others.length === 0 && first.model === model && listed === totalTokens(sum);
  const { reasoning, webSearches } = { ...sum, ...first.usage };
  const stated = { ...(reasoning !== undefined && { reasoning }), ...(webSearches !== undefined && { webSearches }) };
  return [{ ...first, usage: isSum ? sum : { ...first.usage, ...stated } }, ...others];
}

function iterationsOf(list: unknown, model: string): readonly BilledPart[] {
  if (!Array.isArray(list) || list.length === 0) return [];
  return list.flatMap((value) => {
    const each = fieldsOf(value);
    const tokens = each === null ? null : tokenBuckets(each);
    if (tokens === null) return [];
    return [{ model: textOf(each?.['model']) ?? model, usage: tokens, longPrompt: isLong(tokens) }];
  });
}

function isLong({ input, cacheRead, cacheWrite5m, cacheWrite1h }: Usage): boolean {
  return input + cacheRead + cacheWrite5m + cacheWrite1h > LONG_PROMPT_TOKENS;
}

function added(a: Usage, b: Usage): Usage {
  const reasoning = (a.reasoning ?? 0) + (b.reasoning ?? 0);
  const webSearches = (a.webSearches ?? 0) + (b.webSearches ?? 0);
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
    ...((a.reasoning ?? b.reasoning) !== undefined && { reasoning }),
    ...((a.webSearches ?? b.webSearches) !== undefined && { webSearches }),
  };
}
