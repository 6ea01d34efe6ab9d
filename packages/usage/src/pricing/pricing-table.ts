import type { Instant, PricedCall, PricingTable, Usage } from '@ccx/contracts';
import { CLAUDE_PRICES } from './claude-prices.ts';
import { CODEX_PRICES } from './codex-prices.ts';
import { GEMINI_PRICES } from './gemini-prices.ts';
import { modelForms } from './model-forms.ts';
import { readPriceOverrides } from './price-overrides.ts';
import type { PriceRow } from './price-row.ts';
import { promptTokens, tokensUsd } from './tokens-usd.ts';

const EMBEDDED_PRICES: readonly PriceRow[] = [...CLAUDE_PRICES, ...CODEX_PRICES, ...GEMINI_PRICES];

/** A price table that also shows what stands in it. */
export interface UsagePricing extends PricingTable {
  /** All rows, by model and then by time. */
  rows(): readonly PriceRow[];
  /** The plain name of a model as a vendor or a gateway wrote it; `null` where the table does not know it. */
  resolve(model: string): string | null;
  /** The price of a model at a time; `null` where it is unknown or had none yet. */
  priceAt(model: string, at: Instant): PriceRow | null;
}

/** What {@link createPricingTable} takes. */
export interface PricingTableOptions {
  /** The parsed contents of a person's `pricing.toml`; absent is none. */
  readonly overrides?: unknown;
}

/**
 * The embedded prices, with a person's own on top: those replace the rows of their model from their `effective_from` on,
 * all of them where they give none.
 *
 * @throws CcxError `invalid_config` where the overrides are not understood, with the entry and what was expected
 */
export function createPricingTable(options: PricingTableOptions = {}): UsagePricing {
  const own = options.overrides === undefined ? [] : readPriceOverrides(options.overrides);
  const kept = EMBEDDED_PRICES.filter((row) => !own.some((other) => replaces(other, row)));
  const rows = [...kept, ...own].sort(byModelAndTime);
  // A model's own name is never taken by another one's alias.
  const names = new Map([
    ...rows.flatMap(({ aliases, model }) => aliases.map((alias): [string, string] => [alias, model])),
    ...rows.map(({ model }): [string, string] => [model, model]),
  ]);
  const resolved = new Map<string, string | null>();

  const resolve = (model: string): string | null => {
    const known = resolved.get(model);
    if (known !== undefined) return known;
    const form = modelForms(model).find((name) => names.has(name));
    const name = form === undefined ? null : (names.get(form) ?? null);
    resolved.set(model, name);
    return name;
  };
  const priceAt = (model: string, at: Instant): PriceRow | null => {
    const name = resolve(model);
    const isOfThen = (row: PriceRow): boolean => row.effectiveFrom === null || row.effectiveFrom <= at;
    return rows.findLast((row) => row.model === name && isOfThen(row)) ?? null;
  };
  return {
    rows: () => rows,
    resolve,
    priceAt,
    cost: (model, at, usage, call = {}) => {
      const price = priceAt(model, at);
      return price === null ? null : callUsd(price, usage, call);
    },
    lastUpdated: () => EMBEDDED_PRICES.reduce((newest, { checkedAt }) => later(newest, checkedAt), ''),
  };
}

function callUsd(price: PriceRow, usage: Usage, call: PricedCall): number | null {
  const { longPrompt } = price;
  const isLong = longPrompt !== null && (call.longPrompt ?? promptTokens(usage) > longPrompt.above);
  const tokens = tokensUsd(isLong ? longPrompt.rates : price.rates, usage);
  const factor = factorOf(price, call);
  const searches = usage.webSearches ?? 0;
  const web = searches === 0 ? 0 : price.webSearchUsd === null ? null : searches * price.webSearchUsd;
  return tokens === null || factor === null || web === null ? null : tokens * factor + web;
}

/** Geographies in which a call costs what it costs anywhere. */
const ANYWHERE: ReadonlySet<string> = new Set(['', 'global', 'not_available']);

/** By what the price of the tokens is multiplied; `null` where a word of the call has no known price. */
function factorOf(price: PriceRow, { speed, geography, batch }: PricedCall): number | null {
  const bySpeed = (speed ?? 'standard') === 'standard' ? 1 : speed === 'fast' ? price.fastMultiplier : null;
  const byPlace = ANYWHERE.has(geography ?? '') ? 1 : geography === 'us' ? price.usMultiplier : null;
  const byBatch = batch === true ? price.batchMultiplier : 1;
  return bySpeed === null || byPlace === null || byBatch === null ? null : bySpeed * byPlace * byBatch;
}

function replaces(own: PriceRow, row: PriceRow): boolean {
  if (own.model !== row.model) return false;
  return own.effectiveFrom === null || (row.effectiveFrom !== null && row.effectiveFrom >= own.effectiveFrom);
}

function byModelAndTime(one: PriceRow, other: PriceRow): number {
  if (one.model !== other.model) return one.model < other.model ? -1 : 1;
  const [a, b] = [one.effectiveFrom ?? '', other.effectiveFrom ?? ''];
  return a === b ? 0 : a < b ? -1 : 1;
}

function later(one: Instant, other: Instant | null): Instant {
  return other !== null && other > one ? other : one;
}
