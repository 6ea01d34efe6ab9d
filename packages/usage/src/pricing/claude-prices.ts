import type { PriceRow, TokenRates } from './price-row.ts';

const CHECKED_AT = '2026-11-21T00:00:00.000Z';
const PRICE_LIST = 'platform.claude.com/docs/en/about-claude/pricing';
const OVERVIEW = 'platform.claude.com/docs/en/models';

/** On this day Haiku 5.5 came out and reading Sonnet 5.5's cache became cheaper. */
const OCTOBER_2026 = '2026-10-07T00:00:00.000Z';

/**
 * The list prices of Anthropic's own API, as its pages gave them on 2026-11-21. Those of `claude-opus-5-5` and
 * `claude-haiku-5-5` are also what Claude Code 2.1.329 counts with. A model that is missing here is unpriced.
 */
export const CLAUDE_PRICES: readonly PriceRow[] = [
  row('claude-fable-5-1', rates(10, 50, 0.25, 12.5, 20)),
  row('claude-fable-5', rates(10, 50, 1, 12.5, 20)),
  row('claude-opus-5-5', rates(4, 20, 0.2, 5, 8), { source: OVERVIEW }),
  row('claude-opus-5', rates(5, 25, 0.5, 6.25, 10), { fastMultiplier: 2 }),
  row('claude-opus-4-8', rates(5, 25, 0.5, 6.25, 10), { fastMultiplier: 2 }),
  row('claude-opus-4-7', rates(5, 25, 0.5, 6.25, 10)),
  row('claude-opus-4-6', rates(5, 25, 0.5, 6.25, 10)),
  row('claude-opus-4-5', rates(5, 25, 0.5, 6.25, 10)),
  row('claude-opus-4-1', rates(15, 75, 1.5, 18.75, 30)),
  row('claude-opus-4', rates(15, 75, 1.5, 18.75, 30), { aliases: ['claude-opus-4-0'] }),
  row('claude-sonnet-5-5', rates(2, 10, 0.2, 2.5, 4), { source: OVERVIEW }),
  row('claude-sonnet-5-5', rates(2, 10, 0.1, 2.5, 4), { source: OVERVIEW, effectiveFrom: OCTOBER_2026 }),
  row('claude-sonnet-5', rates(2, 10, 0.2, 2.5, 4), { source: OVERVIEW }),
  row('claude-sonnet-4-6', rates(3, 15, 0.3, 3.75, 6)),
  row('claude-sonnet-4-5', rates(3, 15, 0.3, 3.75, 6), {
    longPrompt: { above: 200_000, rates: rates(6, 22.5, 0.6, 7.5, 12) },
  }),
  row('claude-haiku-5-5', rates(0.1, 0.5, 0.01, 0.125, 0.2), {
    source: OVERVIEW,
    effectiveFrom: OCTOBER_2026,
    longPrompt: { above: 100_000, rates: rates(0.5, 2.5, 0.05, 0.625, 1) },
  }),
  row('claude-haiku-4-5', rates(1, 5, 0.1, 1.25, 2)),
];

function rates(
  input: number,
  output: number,
  cacheRead: number,
  cacheWrite5m: number,
  cacheWrite1h: number,
): TokenRates {
  return { input, output, cacheRead, cacheWrite5m, cacheWrite1h };
}

/** The multipliers that one line of the price list gives for all models, and what a row says itself. */
function row(model: string, tokens: TokenRates, own: Partial<PriceRow> = {}): PriceRow {
  return {
    model,
    // Gateways write the version with a dot: `anthropic/claude-opus-4.8`.
    aliases: [model.replace(/-(\d+)-(\d+)$/, '-$1.$2'), ...(own.aliases ?? [])].filter((alias) => alias !== model),
    effectiveFrom: own.effectiveFrom ?? null,
    source: own.source ?? PRICE_LIST,
    checkedAt: CHECKED_AT,
    rates: tokens,
    longPrompt: own.longPrompt ?? null,
    fastMultiplier: own.fastMultiplier ?? null,
    usMultiplier: 1.1,
    batchMultiplier: 0.5,
    webSearchUsd: 0.01,
  };
}
