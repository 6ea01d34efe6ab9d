import type { AgentEvent, RunSummary, Summarizer, Usage } from '@ccx/contracts';
import { type JsonObject, asNumber, asObject, asText } from '../json-fields.ts';
import { SummaryFold } from '../summary-fold.ts';
import { sumUsage } from '../usage-sum.ts';
import { createBillingEvidence } from './billing.ts';
import { objectsOf } from './objects.ts';
import { modelUsagesOf, usageOf } from './usage.ts';

/** Folds the events of Claude Code into a summary. What only the vendor's line says is read from the event's `raw`. */
export function createClaudeSummarizer(): Summarizer {
  const fold = new SummaryFold();
  const results = new ResultLines();
  const evidence = createBillingEvidence();
  return {
    add(event) {
      fold.add(event);
      evidence.add(event);
      if (event.type === 'result') results.add(event);
    },
    summary(): RunSummary {
      const shared = fold.summary();
      const { last } = results;
      return {
        ...shared,
        structured: last?.['structured_output'] ?? null,
        usage: sumUsage(results.usages),
        costUsd: results.costUsd(),
        costBasis: results.costUsd() === null ? 'none' : 'vendor',
        billing: evidence.billing(),
        numTurns: results.numTurns,
        verdict: {
          // No result is no verdict, and counts as an error.
          isError: last === null || last['is_error'] !== false,
          subtype: last === null ? null : asText(last['subtype']),
          terminalReason: last === null ? null : asText(last['terminal_reason']),
        },
        vendorStats: last === null ? null : statsOf(last),
      };
    },
  };
}

const NO_USAGE: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

/** The `result` lines of one process. */
class ResultLines {
  last: JsonObject | null = null;
  numTurns: number | null = null;
  readonly usages: Usage[] = [];
  /** The sum of the shares, `null` as soon as one of them was not said. */
  #shares: number | null = 0;
  #isFresh: boolean | null = null;
  /** The line of the result before, and how many of its results came before. */
  #line: Pick<AgentEvent, 'raw' | 'origin'> | null = null;
  #before = 0;

  add(event: Extract<AgentEvent, { type: 'result' }>): void {
    const line = this.#lineOf(event);
    if (line === null) return;
    this.last = line;
    const turns = asNumber(line['num_turns']);
    if (turns !== null) this.numTurns = (this.numTurns ?? 0) + turns;
    this.#isFresh ??= sessionBegan(line);
    const share = modelUsagesOf(line['model_usage_since_last_result']);
    const own = usageOf(asObject(line['usage']) ?? {});
    // An empty table says that nothing was used; the turn's own calls may have been counted with the result before.
    if (share !== null) this.usages.push(sumUsage(share.map(({ usage }) => usage)) ?? NO_USAGE);
    else if (own !== null) this.usages.push(own);
    this.#shares =
      share === null
        ? null
        : addCosts(
            this.#shares,
            share.map(({ costUsd }) => costUsd),
          );
  }

  /**
   * What this process cost: the sum of its shares. Where the CLI is too old to say them, the session's total counts,
   * provided that the session began in this process; a resumed session's total contains what earlier ones cost.
   */
  costUsd(): number | null {
    if (this.last === null) return null;
    // The vendor's prices have no more digits; what is beyond them comes from adding.
    if (this.#shares !== null) return Math.round(this.#shares * 1e9) / 1e9;
    const total = asNumber(this.last['total_cost_usd']);
    return total === 0 || this.#isFresh === true ? total : null;
  }

  /** The n-th result of the line for the n-th result event that shares it. */
  #lineOf({ raw, origin }: AgentEvent): JsonObject | null {
    const isSameLine = this.#line?.raw === raw && this.#line.origin?.line === origin?.line;
    this.#before = isSameLine ? this.#before + 1 : 0;
    this.#line = origin === undefined ? { raw } : { raw, origin };
    return objectsOf(raw).filter((object) => object['type'] === 'result')[this.#before] ?? null;
  }
}

/** Whether the first result proves that its session is new: it counted no more for the session than for the turn. */
function sessionBegan(line: JsonObject): boolean {
  const session = sumUsage((modelUsagesOf(line['modelUsage']) ?? []).map(({ usage }) => usage));
  const turn = usageOf(asObject(line['usage']) ?? {});
  if (session === null || turn === null) return false;
  return (
    session.input <= turn.input &&
    session.output <= turn.output &&
    session.cacheRead <= turn.cacheRead &&
    session.cacheWrite5m + session.cacheWrite1h <= turn.cacheWrite5m + turn.cacheWrite1h
  );
}

function addCosts(sum: number | null, costs: readonly (number | null)[]): number | null {
  let total = sum;
  for (const cost of costs) total = total === null || cost === null ? null : total + cost;
  return total;
}

/** What a result line says beside its text and its verdict; these have their own fields. */
const NO_STATISTICS: ReadonlySet<string> = new Set([
  'type',
  'subtype',
  'is_error',
  'result',
  'errors',
  'structured_output',
  'permission_denials',
  'session_id',
  'uuid',
  'terminal_reason',
]);

function statsOf(line: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(line).filter(([key]) => !NO_STATISTICS.has(key)));
}
