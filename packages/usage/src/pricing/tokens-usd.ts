import type { Usage } from '@ccx/contracts';
import type { TokenRates } from './price-row.ts';

const MILLION = 1_000_000;

/** US dollars of tokens; `null` where some lie in a bucket without a rate. */
export function tokensUsd(rates: TokenRates, usage: Usage): number | null {
  const parts = [
    [usage.input, rates.input],
    [usage.output, rates.output],
    [usage.cacheRead, rates.cacheRead],
    [usage.cacheWrite5m, rates.cacheWrite5m],
    [usage.cacheWrite1h, rates.cacheWrite1h],
  ] as const;
  let sum = 0;
  for (const [tokens, rate] of parts) {
    if (tokens === 0) continue;
    if (rate === null) return null;
    sum += tokens * rate;
  }
  return sum / MILLION;
}

/** Everything that was sent: what decides whether a prompt is long. */
export function promptTokens(usage: Usage): number {
  return usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
}
