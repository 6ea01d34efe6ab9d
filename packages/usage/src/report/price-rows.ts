import {
  type Instant,
  PROMPT_STEPS,
  type TimeRange,
  type UsageDimension,
  type UsageQuery,
  type UsageReader,
  type UsageRow,
} from '@ccx/contracts';
import { tableCostOf, type CostMode } from '../pricing/cost-mode.ts';
import type { UsagePricing } from '../pricing/pricing-table.ts';
import { promptTokens } from '../pricing/tokens-usd.ts';
import { callKeys, rowKey } from './row-key.ts';

/** A row of sums with its cost; all of its calls have one, or none has. */
export interface PricedRow {
  readonly row: UsageRow;
  /** `null` where this mode has no price for these calls. */
  readonly usd: number | null;
}

/** The length from which scanners mark a prompt as long, turn by turn where a call holds several. */
const MARKED_ABOVE = 200_000;
const BEGINNING: Instant = '1970-01-01T00:00:00.000Z';

/**
 * What a query finds, finer: also by model and by what else decides a price, and apart for each time in which prices
 * stood still. So each row is priced as its calls would be one by one.
 */
export function priceRows(
  reader: UsageReader,
  query: UsageQuery,
  pricing: UsagePricing,
  mode: CostMode,
): readonly PricedRow[] {
  const groupBy: readonly UsageDimension[] = [...new Set([...query.groupBy, 'model', 'price'] as const)];
  return timesOfPrices(pricing, query.range).flatMap((range) => {
    const fine = { ...query, range, groupBy };
    const singly = new Map<string, ReadonlyMap<string, number | null>>();
    return reader.queryUsage(fine).map((row) => {
      const isVendorPriced = row.price?.vendorPriced === true;
      if (mode !== 'calculate' && isVendorPriced) return { row, usd: row.vendorCostUsd };
      if (mode === 'display' || row.model === null) return { row, usd: null };
      const at = range.from ?? BEGINNING;
      if (!needsItsCalls(row, at, pricing)) return { row, usd: sumUsd(row, at, pricing) };
      const known = singly.get(row.model) ?? callsUsd(reader, { ...fine, model: row.model }, pricing);
      singly.set(row.model, known);
      return { row, usd: known.get(rowKey(row, fine)) ?? null };
    });
  });
}

/** The stretches of a range in which no price of the table changes. */
function timesOfPrices(pricing: UsagePricing, { from, to }: TimeRange): readonly TimeRange[] {
  const changes = pricing.rows().flatMap(({ effectiveFrom }) => effectiveFrom ?? []);
  const inside = [...new Set(changes)].filter((at) => (from === null || at > from) && (to === null || at <= to)).sort();
  const starts = [from, ...inside];
  return starts.map((start, index) => {
    const next = starts[index + 1];
    return { from: start, to: next === undefined || next === null ? to : justBefore(next) };
  });
}

function justBefore(at: Instant): Instant {
  return new Date(Date.parse(at) - 1).toISOString();
}

/** Whether the sum does not say which of its calls are long: the model's tier begins at no length by which they are kept. */
function needsItsCalls(row: UsageRow, at: Instant, pricing: UsagePricing): boolean {
  const above = tierOf(row, at, pricing);
  return above !== null && longPromptIn(row, above) === null && promptTokens(row.usage) > above;
}

function tierOf({ model }: UsageRow, at: Instant, pricing: UsagePricing): number | null {
  return model === null ? null : (pricing.priceAt(model, at)?.longPrompt?.above ?? null);
}

/** Whether the prompts of a row's calls are longer than this; `null` where some may be. */
function longPromptIn({ price }: UsageRow, above: number): boolean | null {
  if (price === undefined) return null;
  if (above === MARKED_ABOVE) return price.longPrompt;
  return price.promptStep === undefined || !PROMPT_STEPS.includes(above) ? null : price.promptStep >= above;
}

function sumUsd(row: UsageRow, at: Instant, pricing: UsagePricing): number | null {
  const { model, usage, price } = row;
  if (model === null || price === undefined) return null;
  const { speed, batch, geography } = price;
  const above = tierOf(row, at, pricing);
  const longPrompt = above === null ? price.longPrompt : (longPromptIn(row, above) ?? false);
  return pricing.cost(model, at, usage, { speed, batch, geography, longPrompt });
}

function callsUsd(reader: UsageReader, query: UsageQuery, pricing: UsagePricing): ReadonlyMap<string, number | null> {
  const sums = new Map<string, number | null>();
  const keyOf = callKeys(query);
  for (const call of reader.usageCalls(query)) {
    const key = keyOf(call);
    const [before = 0, usd] = [sums.get(key), tableCostOf(call, pricing)];
    sums.set(key, before === null || usd === null ? null : before + usd);
  }
  return sums;
}
