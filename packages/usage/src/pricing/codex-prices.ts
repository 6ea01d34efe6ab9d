import { plainRow } from './plain-row.ts';
import type { PriceRow, TokenRates } from './price-row.ts';

/** OpenAI's price list, as a table that was published on that day repeats it. */
const PRICE_LIST = 'developers.openai.com/api/docs/pricing, as in genai-prices 0.1.8';
const PRICE_LIST_AT = '2026-09-23T00:00:00.000Z';
const MODEL_PAGES = 'developers.openai.com/api/docs/models';

/** On these days GPT-5.6 became cheaper; the price of Sol is promised until 2026-11-21 at least. */
const JULY_2026 = '2026-07-30T00:00:00.000Z';
const AUGUST_2026 = '2026-08-21T00:00:00.000Z';

/**
 * The list prices of OpenAI's own API, standard tier, for the models that Codex 0.169.0 offers and those it ran on before.
 * Reasoning costs what output costs. The model pages state the tier of long prompts as factors for the whole call: 2 for
 * input and cache, 1.5 for output. A model that is missing here is unpriced: `gpt-5.5-codex` and `gpt-5.3-codex-spark` stand
 * on no list of OpenAI's, and no text that was read gave the price of cached input for `gpt-6.2-astra`.
 */
export const CODEX_PRICES: readonly PriceRow[] = [
  row('gpt-6.2-sol', rates(2, 10, 0.1, 2.5), rates(4, 15, 0.2, 5), {
    source: `${MODEL_PAGES}/gpt-6.2-sol`,
    checkedAt: '2026-11-18T00:00:00.000Z',
  }),
  row('gpt-6.1-sol', rates(2, 10, 0.1, 2.5), rates(4, 15, 0.2, 5), {
    source: `${MODEL_PAGES}/gpt-6.1-sol`,
    checkedAt: '2026-10-01T00:00:00.000Z',
  }),
  row('gpt-6.1-terra', rates(1, 5, 0.05, 1.25), rates(2, 7.5, 0.1, 2.5), {
    source: `${MODEL_PAGES}/gpt-6.1-terra`,
    checkedAt: '2026-11-19T00:00:00.000Z',
  }),
  row('gpt-6-astra', rates(10, 50, 1, 12.5), rates(20, 75, 2, 25)),
  row('gpt-6-sol', rates(2, 10, 0.2, 2.5), rates(4, 15, 0.4, 5)),
  row('gpt-6-luna', rates(0.1, 0.5, 0.01, 0.125), rates(0.2, 0.75, 0.02, 0.25)),
  row('gpt-5.6-sol', rates(5, 30, 0.5, 6.25), rates(10, 45, 1, 12.5), { aliases: ['gpt-5.6'] }),
  row('gpt-5.6-sol', rates(4, 20, 0.4, 5), rates(8, 30, 0.8, 10), {
    aliases: ['gpt-5.6'],
    effectiveFrom: AUGUST_2026,
  }),
  row('gpt-5.6-terra', rates(2.5, 15, 0.25, 3.125), rates(5, 22.5, 0.5, 6.25)),
  row('gpt-5.6-terra', rates(2, 12, 0.2, 2.5), rates(4, 18, 0.4, 5), { effectiveFrom: JULY_2026 }),
  row('gpt-5.6-luna', rates(1, 6, 0.1, 1.25), rates(2, 9, 0.2, 2.5)),
  row('gpt-5.6-luna', rates(0.2, 1.2, 0.02, 0.25), rates(0.4, 1.8, 0.04, 0.5), { effectiveFrom: JULY_2026 }),
  row('gpt-5.5', rates(5, 30, 0.5), rates(10, 45, 1)),
  row('gpt-5.4', rates(2.5, 15, 0.25), rates(5, 22.5, 0.5)),
  row('gpt-5.4-mini', rates(0.75, 4.5, 0.075)),
  row('gpt-5.3-codex', rates(1.75, 14, 0.175)),
  row('gpt-5.2-codex', rates(1.75, 14, 0.175)),
  row('gpt-5.2', rates(1.75, 14, 0.175)),
  row('gpt-5.1-codex-max', rates(1.25, 10, 0.125)),
  row('gpt-5.1-codex', rates(1.25, 10, 0.125)),
  row('gpt-5.1-codex-mini', rates(0.25, 2, 0.025)),
  row('gpt-5.1', rates(1.25, 10, 0.125)),
  row('gpt-5-codex', rates(1.25, 10, 0.125)),
  row('gpt-5', rates(1.25, 10, 0.125)),
  row('gpt-5-mini', rates(0.25, 2, 0.025)),
  row('codex-mini-latest', rates(1.5, 6, 0.375)),
];

/** OpenAI charges for writing to the cache since GPT-5.6; before it, no source gives such a price. */
function rates(input: number, output: number, cacheRead: number, cacheWrite: number | null = null): TokenRates {
  return { input, output, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: null };
}

function row(model: string, tokens: TokenRates, long: TokenRates | null = null, own: Partial<PriceRow> = {}): PriceRow {
  const longPrompt = long === null ? null : { above: 272_000, rates: long };
  return plainRow({ model, source: PRICE_LIST, checkedAt: PRICE_LIST_AT, rates: tokens, longPrompt, ...own });
}
