import { plainRow } from './plain-row.ts';
import type { PriceRow, TokenRates } from './price-row.ts';

/** Google's price list, as a table that was published on that day repeats it. */
const PRICE_LIST = 'ai.google.dev/gemini-api/docs/pricing, as in genai-prices 0.1.8';
const PRICE_LIST_AT = '2026-09-23T00:00:00.000Z';

/** On this day the introductory prices of the newer Flash models end, as the list itself says. */
const JANUARY_2027 = '2027-01-01T00:00:00.000Z';

/**
 * The list prices of the Gemini API, standard tier, for the models that Gemini CLI 0.61.0 names and those it ran on before:
 * those of text, images and video, for a transcript does not tell how much of a prompt was sound. Thoughts cost what output
 * costs. A model that is missing here is unpriced.
 */
export const GEMINI_PRICES: readonly PriceRow[] = [
  row('gemini-3.8-flash', rates(0.75, 3.75, 0.075)),
  row('gemini-3.8-flash', rates(1.5, 7.5, 0.15), null, JANUARY_2027),
  row('gemini-3.7-flash', rates(0.75, 3.75, 0.075)),
  row('gemini-3.7-flash', rates(1.5, 7.5, 0.15), null, JANUARY_2027),
  row('gemini-3.6-flash', rates(0.75, 3.75, 0.075)),
  row('gemini-3.6-flash', rates(1.5, 7.5, 0.15), null, JANUARY_2027),
  row('gemini-3.5-flash', rates(1.5, 9, 0.15)),
  row('gemini-3.5-flash-lite', rates(0.3, 2.5, 0.03)),
  row('gemini-3.1-pro-preview', rates(2, 12, 0.2), rates(4, 18, 0.4)),
  row('gemini-3.1-pro-preview-customtools', rates(2, 12, 0.2), rates(4, 18, 0.4)),
  row('gemini-3.1-flash-lite', rates(0.25, 1.5, 0.025)),
  row('gemini-3.1-flash-lite-preview', rates(0.25, 1.5, 0.025)),
  row('gemini-3-pro-preview', rates(2, 12, 0.2), rates(4, 18, 0.4)),
  row('gemini-3-flash-preview', rates(0.5, 3, 0.05)),
  row('gemini-2.5-pro', rates(1.25, 10, 0.125), rates(2.5, 15, 0.25)),
  row('gemini-2.5-flash', rates(0.3, 2.5, 0.03)),
  row('gemini-2.5-flash-lite', rates(0.1, 0.4, 0.01)),
];

/** No transcript of Gemini CLI tells of tokens that were written to a cache. */
function rates(input: number, output: number, cacheRead: number): TokenRates {
  return { input, output, cacheRead, cacheWrite5m: null, cacheWrite1h: null };
}

function row(
  model: string,
  tokens: TokenRates,
  long: TokenRates | null = null,
  effectiveFrom: PriceRow['effectiveFrom'] = null,
): PriceRow {
  const longPrompt = long === null ? null : { above: 200_000, rates: long };
  return plainRow({ model, source: PRICE_LIST, checkedAt: PRICE_LIST_AT, rates: tokens, longPrompt, effectiveFrom });
}
