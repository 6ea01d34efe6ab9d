import type { Usage } from '@ccx/contracts';
import { addUsage, isNoUsage, isWithin, NO_USAGE, subtractUsage } from './usage-arithmetic.ts';

/** Usage by the plain name of its model; none of it is empty. */
export type ModelUsage = ReadonlyMap<string, Usage>;

/** Sums of usage under one name each. */
export function modelUsage(parts: Iterable<readonly [model: string, usage: Usage]>): ModelUsage {
  const sums = new Map<string, Usage>();
  for (const [model, usage] of parts) {
    if (!isNoUsage(usage)) sums.set(model, addUsage(sums.get(model) ?? NO_USAGE, usage));
  }
  return sums;
}

/** Whether one may be a part of the other, model by model. */
export function isPart(part: ModelUsage, whole: ModelUsage): boolean {
  for (const [model, usage] of part) {
    const all = whole.get(model);
    if (all === undefined || !isWithin(usage, all)) return false;
  }
  return true;
}

/** What is left of a whole without a part; `null` where the part is no part of it. */
export function withoutPart(whole: ModelUsage, part: ModelUsage): ModelUsage | null {
  if (!isPart(part, whole)) return null;
  return modelUsage([...whole].map(([model, usage]) => [model, subtractUsage(usage, part.get(model) ?? NO_USAGE)]));
}

/** One text for equal usage; how cache writes are told apart by their time does not matter. */
export function fingerprint(sums: ModelUsage): string {
  const rows = [...sums].map(([model, { input, output, cacheRead, cacheWrite5m, cacheWrite1h, webSearches }]) =>
    [model, input, output, cacheRead, cacheWrite5m + cacheWrite1h, webSearches ?? 0].join(' '),
  );
  return rows.sort().join('\n');
}
