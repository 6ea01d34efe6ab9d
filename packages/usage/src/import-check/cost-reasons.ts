import type { UsagePricing } from '../pricing/pricing-table.ts';
import type { CcusageRow } from './ccusage-report.ts';
import type { ImportReason, ImportRule } from './import-rules.ts';
import { rowOf, type OwnRow } from './own-rows.ts';

const NO_USAGE = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

/** Why the same tokens cost something else: of the whole row, then model by model. */
export function costReasons(theirs: CcusageRow, ours: OwnRow, pricing: UsagePricing): readonly ImportReason[] {
  const { calculate, display } = ours.costUsd;
  if (isNear(theirs.costUsd, calculate) || isNear(theirs.costUsd, display)) return [{ rule: 'mode', certain: true }];
  const models = [...new Set(ours.calls.map(({ model }) => model))].map((model) => ({
    model,
    own: rowOf(
      ours.calls.filter((call) => call.model === model),
      pricing,
    ),
    parts: theirs.models.filter((part) => part.model === model),
  }));
  if (theirs.models.length === 0) {
    // Their windows have no cost by model; what is missing may be exactly that of one.
    const without = models.filter(({ own }) => isNear(theirs.costUsd + (own.costUsd.auto ?? 0), ours.costUsd.auto));
    if (without.length > 0) return without.map(({ model }) => reason('unpriced-there', false, model));
  }
  return models.flatMap(({ model, own, parts }) => {
    const cost = parts.length === 0 ? null : parts.reduce((sum, { costUsd }) => sum + costUsd, 0);
    if (cost !== null && isNear(cost, own.costUsd.auto)) return [];
    if (parts.some(({ unpriced }) => unpriced)) return [reason('unpriced-there', true, model)];
    if (own.unpricedModels.has(model)) return [reason('unpriced-here', true, model)];
    return specialCalls(own, cost, model, pricing);
  });
}

/** What makes a call cost more or less than its tokens at the plain price. */
function specialCalls(
  { calls, costUsd }: OwnRow,
  theirs: number | null,
  model: string,
  pricing: UsagePricing,
): readonly ImportReason[] {
  const searches = calls.reduce((sum, { usage }) => sum + (usage.webSearches ?? 0), 0);
  const [first] = calls;
  const paid = first === undefined ? null : pricing.cost(model, first.at, { ...NO_USAGE, webSearches: searches }, {});
  const isSearch = searches > 0 && theirs !== null && isNear(theirs + (paid ?? 0), costUsd.auto);
  if (isSearch) return [reason('web-search', true, model)];
  const special: readonly (readonly [ImportRule, boolean])[] = [
    ['web-search', searches > 0],
    ['long-prompt', calls.some(({ longPrompt }) => longPrompt === true)],
    [
      'fast-or-batch',
      calls.some(({ speed, batch, geography }) => speed === 'fast' || batch === true || (geography ?? '') !== ''),
    ],
  ];
  const may = special.flatMap(([rule, has]) => (has ? [reason(rule, false, model)] : []));
  if (may.length > 0) return may;
  // Where there is no cost by model, which model it is cannot be said.
  return theirs === null ? [] : [reason('price-table', true, model)];
}

function reason(rule: ImportRule, certain: boolean, model: string): ImportReason {
  return { rule, certain, model };
}

function isNear(one: number, other: number | null): boolean {
  return other !== null && Math.abs(one - other) <= 1e-6 + Math.abs(one) * 1e-6;
}
