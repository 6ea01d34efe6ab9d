import { totalTokens, type Usage } from '@ccx/contracts';
import type { ReportTokens } from './report-result.ts';

/** The sum of no calls. */
export const NO_TOKENS: ReportTokens = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  total: 0,
  reasoning: null,
};

/** The sum with one more call, or with the sum of some. */
export function addTokens(sum: ReportTokens, usage: Usage): ReportTokens {
  return {
    input: sum.input + usage.input,
    output: sum.output + usage.output,
    cacheRead: sum.cacheRead + usage.cacheRead,
    cacheWrite5m: sum.cacheWrite5m + usage.cacheWrite5m,
    cacheWrite1h: sum.cacheWrite1h + usage.cacheWrite1h,
    total: sum.total + totalTokens(usage),
    reasoning: usage.reasoning === undefined ? sum.reasoning : (sum.reasoning ?? 0) + usage.reasoning,
  };
}
