import type { Instant, UsageReader, UsageRecord } from '@ccx/contracts';
import type { UsagePricing } from '../pricing/pricing-table.ts';
import { isPart, modelUsage, type ModelUsage } from './model-usage.ts';
import { plainModel } from './plain-model.ts';

/** A session whose sum holds more than its records. */
export interface Suspect {
  readonly sessionId: string;
  /** When its sum was written. */
  readonly at: Instant;
  readonly rest: ModelUsage;
}

/** A fork answers its first prompt within this time of being made; until then its parent may have gone on. */
const FIRST_PROMPT_WITHIN_MS = 24 * 3_600_000;

/**
 * Which of these may have begun as a fork: there is an older session whose calls of then fit into what their own records
 * leave unexplained. A fork begins with the sum of its parent, and nothing in the sum says so.
 */
export function mayInherit(
  reader: UsageReader,
  suspects: readonly Suspect[],
  pricing: UsagePricing,
): ReadonlySet<string> {
  if (suspects.length === 0) return new Set();
  const calls = (): Iterable<UsageRecord> => reader.usageCalls({ range: { from: null, to: null }, groupBy: [] });
  const firsts = new Map<string, { readonly at: Instant; readonly usage: ModelUsage }>();
  for (const { sessionId, at, model, usage } of calls()) {
    if (!firsts.has(sessionId)) firsts.set(sessionId, { at, usage: modelUsage([[plainModel(model, pricing), usage]]) });
  }
  const waiting = suspects
    .map((suspect) => {
      const began = firsts.get(suspect.sessionId)?.at ?? suspect.at;
      return { ...suspect, began, due: Date.parse(began) - FIRST_PROMPT_WITHIN_MS };
    })
    .sort((a, b) => b.due - a.due);

  const sums = new Map<string, ModelUsage>();
  const found = new Set<string>();
  const judge = ({ sessionId, began, rest }: (typeof waiting)[number]): void => {
    for (const [other, first] of firsts) {
      if (other === sessionId || first.at >= began) continue;
      if (isPart(sums.get(other) ?? first.usage, rest)) found.add(sessionId);
    }
  };
  // The calls come in the order of time, so that the sums are those of the moment at which a session is judged.
  for (const { sessionId, at, model, usage } of calls()) {
    for (let next = waiting.at(-1); next !== undefined && next.due <= Date.parse(at); next = waiting.at(-1)) {
      judge(next);
      waiting.pop();
    }
    sums.set(sessionId, modelUsage([...(sums.get(sessionId) ?? []), [plainModel(model, pricing), usage]]));
  }
  for (const suspect of waiting) judge(suspect);
  return found;
}
