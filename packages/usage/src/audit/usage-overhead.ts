import type { Instant, Usage, UsageReader } from '@ccx/contracts';
import type { UsagePricing } from '../pricing/pricing-table.ts';
import { promptTokens } from '../pricing/tokens-usd.ts';
import { addTokens, NO_TOKENS } from '../report/add-tokens.ts';
import type { ReportTokens } from '../report/report-result.ts';
import { mayInherit, type Suspect } from './may-inherit.ts';
import { fingerprint } from './model-usage.ts';
import { sessionSums, type AuditOptions } from './session-sums.ts';

/** What calls without a record used of one model, in one session or in several. */
export interface OverheadOfModel {
  /** Its plain name. */
  readonly model: string;
  readonly tokens: ReportTokens;
  readonly webSearches: number;
  /** US dollars by the table at standard speed; `null` without a price, or where the lengths of the prompts decide it. */
  readonly costUsd: number | null;
}

/** One session with calls of which there is no record, or of which it cannot be told. */
export interface OverheadOfSession {
  readonly accountId: string;
  readonly sessionId: string;
  /**
   * Why its overhead is unknown: `may-be-inherited`, it may have begun as a fork with the sum of another session;
   * `older-than-records`, the vendor's sum does not hold all of its calls. `null` where `models` tells it.
   */
  readonly unknown: 'may-be-inherited' | 'older-than-records' | null;
  /** Empty where it is unknown. */
  readonly models: readonly OverheadOfModel[];
}

/** Calls that left no record: titles, compactions and the like. They are in no report. */
export interface UsageOverhead {
  /** Sessions for which the vendor wrote a sum; of all others nothing can be told. */
  readonly comparedSessions: number;
  /** Those of them whose overhead is unknown. */
  readonly unknownSessions: number;
  /** The sums over the sessions of which it is known, by the model's name. */
  readonly models: readonly OverheadOfModel[];
  /** Those with overhead and those of which it is unknown, by their id. */
  readonly sessions: readonly OverheadOfSession[];
}

/**
 * What the vendor's own sum of each session holds beyond its records. Only what is certain is a number: a sum that may
 * hold that of another session, or that is older than the records, is unknown.
 */
export function usageOverhead(reader: UsageReader, options: AuditOptions): UsageOverhead {
  const { pricing } = options;
  const all = sessionSums(reader, options);
  // A fork without overhead of its own leaves exactly the sum of its parent.
  const wholes = new Map(all.map(({ cost, state }) => [fingerprint(state), cost.sessionId]));
  const suspects = all.flatMap(({ cost: { sessionId, at }, rest }): readonly Suspect[] => {
    if (rest === null || rest.size === 0) return [];
    const parent = wholes.get(fingerprint(rest));
    return parent === undefined || parent === sessionId ? [{ sessionId, at, rest }] : [];
  });
  const doubtful = mayInherit(reader, suspects, pricing);
  const known = new Map(suspects.map(({ sessionId, rest }) => [sessionId, rest]));
  const sessions = all.flatMap(({ cost, rest }): readonly OverheadOfSession[] => {
    const { sessionId, at, account } = cost;
    const unknown = rest === null ? 'older-than-records' : doubtful.has(sessionId) ? 'may-be-inherited' : null;
    const own = unknown === null ? (known.get(sessionId) ?? []) : [];
    const models = [...own].map(([model, usage]) => overheadOf(model, usage, at, pricing));
    return unknown === null && models.length === 0 ? [] : [{ accountId: account.id, sessionId, unknown, models }];
  });
  return {
    comparedSessions: all.length,
    unknownSessions: sessions.filter(({ unknown }) => unknown !== null).length,
    models: sumByModel(sessions.flatMap(({ models }) => models)),
    sessions: sessions.sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1)),
  };
}

function overheadOf(model: string, usage: Usage, at: Instant, pricing: UsagePricing): OverheadOfModel {
  const tier = pricing.priceAt(model, at)?.longPrompt ?? null;
  const isOpen = tier !== null && promptTokens(usage) > tier.above;
  return {
    model,
    tokens: addTokens(NO_TOKENS, usage),
    webSearches: usage.webSearches ?? 0,
    costUsd: isOpen ? null : pricing.cost(model, at, usage, { longPrompt: false }),
  };
}

function sumByModel(parts: readonly OverheadOfModel[]): readonly OverheadOfModel[] {
  const sums = new Map<string, OverheadOfModel>();
  for (const part of parts) {
    const sum = sums.get(part.model);
    sums.set(
      part.model,
      sum === undefined
        ? part
        : {
            model: part.model,
            tokens: addReportTokens(sum.tokens, part.tokens),
            webSearches: sum.webSearches + part.webSearches,
            costUsd: sum.costUsd === null || part.costUsd === null ? null : sum.costUsd + part.costUsd,
          },
    );
  }
  return [...sums.values()].sort((a, b) => (a.model < b.model ? -1 : 1));
}

function addReportTokens(sum: ReportTokens, { reasoning, ...tokens }: ReportTokens): ReportTokens {
  return addTokens(sum, { ...tokens, ...(reasoning === null ? {} : { reasoning }) });
}
