import type { SessionCost, UsageReader } from '@ccx/contracts';
import type { UsagePricing } from '../pricing/pricing-table.ts';
import { modelUsage, withoutPart, type ModelUsage } from './model-usage.ts';
import { plainModel } from './plain-model.ts';

/** Which sessions to look at. */
export interface AuditOptions {
  readonly pricing: UsagePricing;
  /** Absent: all accounts. */
  readonly accountIds?: readonly string[];
}

/** What the vendor's CLI added up for a session, beside the records of that session. */
export interface SessionSums {
  readonly cost: SessionCost;
  readonly state: ModelUsage;
  readonly recorded: ModelUsage;
  /** The vendor's sum without the records; `null` where the records hold more: the sum is older, or it was never written. */
  readonly rest: ModelUsage | null;
}

/**
 * Each session for which the vendor wrote a sum. A session counts once however many accounts have its transcript, and
 * all of its records belong to it, in whichever of them they were found.
 */
export function sessionSums(reader: UsageReader, { pricing, accountIds }: AuditOptions): readonly SessionSums[] {
  const always = { from: null, to: null };
  const rows = reader.queryUsage({ range: always, groupBy: ['session', 'model'] });
  const bySession = Map.groupBy(rows, ({ sessionId }) => sessionId ?? '');
  const newest = new Map<string, SessionCost>();
  for (const cost of reader.sessionCosts(always, accountIds)) {
    const known = newest.get(cost.sessionId);
    if (known === undefined || cost.at > known.at) newest.set(cost.sessionId, cost);
  }
  return [...newest.values()].map((cost) => {
    const own = bySession.get(cost.sessionId) ?? [];
    const state = modelUsage(cost.models.map(({ model, usage }) => [plainModel(model, pricing), usage]));
    const recorded = modelUsage(own.map(({ model, usage }) => [plainModel(model ?? '', pricing), usage]));
    return { cost, state, recorded, rest: withoutPart(state, recorded) };
  });
}
