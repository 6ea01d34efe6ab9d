import type { AgentEvent, Failure, LimitSignal, RunSummary, Summarizer, Usage } from '@ccx/contracts';
import { asObject, asText, type JsonObject, parseJson } from '../json-fields.ts';
import { SummaryFold } from '../summary-fold.ts';
import { sumUsage } from '../usage-sum.ts';
import { mainModel } from './model.ts';

/** Folds the events of Gemini CLI into a summary. What only the vendor's line says is read from the event's `raw`. */
export function createGeminiSummarizer(): Summarizer {
  const fold = new SummaryFold();
  const usages: Usage[] = [];
  let last: { readonly line: JsonObject; readonly event: Extract<AgentEvent, { type: 'result' }> } | null = null;
  return {
    add(event) {
      fold.add(event);
      if (event.type === 'usage' && event.covers === 'turn') usages.push(event.usage);
      if (event.type === 'result') last = { line: asObject(parseJson(event.raw)) ?? {}, event };
    },
    summary(): RunSummary {
      const shared = fold.summary();
      const stats = asObject(last?.line['stats']);
      const answered = last !== null && last.event.failure === null;
      return {
        ...shared,
        model: mainModel(stats?.['models'], shared.model, true),
        failure: withReset(shared.failure, shared.limits),
        // The CLI waited until it was heard: what it gives up on ends the run, and no other model takes over (0.61.0).
        limits: answered ? shared.limits.filter(({ verdict }) => verdict !== 'rejected') : shared.limits,
        structured: null,
        usage: sumUsage(usages),
        costUsd: null,
        costBasis: 'none',
        numTurns: null,
        verdict: {
          // No result is no verdict, and counts as an error.
          isError: !answered,
          subtype: asText(last?.line['status']),
          terminalReason: asText(asObject(last?.line['error'])?.['type']),
        },
        vendorStats: stats,
      };
    },
  };
}

/** The reset of a limit may stand on stderr alone, and may have been read after the result. */
function withReset(failure: Failure | null, limits: readonly LimitSignal[]): Failure | null {
  if (failure?.class !== 'limit' || failure.limit === null || failure.limit.resetsAt !== null) return failure;
  const told = limits.findLast(({ verdict, resetsAt }) => verdict === 'rejected' && resetsAt !== null);
  return told === undefined
    ? failure
    : { ...failure, limit: { ...failure.limit, resetsAt: told.resetsAt, resetRaw: told.resetRaw } };
}
