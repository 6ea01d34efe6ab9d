import type { AgentEvent, RunSummary, Summarizer, Usage } from '@ccx/contracts';
import { asObject, isObject, type JsonObject, parseJson } from '../json-fields.ts';
import { SummaryFold } from '../summary-fold.ts';
import { sumUsage } from '../usage-sum.ts';

/**
 * Folds the events of Codex into a summary. It names no model, no price and no payer, counts no calls of the model, and
 * does not say whether an answer was to follow a schema.
 */
export function createCodexSummarizer(): Summarizer {
  const fold = new SummaryFold();
  const turns = new TurnUsages();
  let total: JsonObject | null = null;
  let lastResult: 'turn.completed' | 'turn.failed' | null = null;
  return {
    add(event) {
      fold.add(event);
      turns.add(event);
      if (event.type !== 'result') return;
      lastResult = event.failure === null ? 'turn.completed' : 'turn.failed';
      total = totalOf(event.raw) ?? total;
    },
    summary(): RunSummary {
      return {
        ...fold.summary(),
        structured: null,
        usage: turns.sum(),
        costUsd: null,
        costBasis: 'none',
        billing: null,
        numTurns: null,
        verdict: { isError: lastResult !== 'turn.completed', subtype: lastResult, terminalReason: null },
        // What the thread used so far, earlier processes included: whoever knows the total before can subtract.
        vendorStats: total === null ? null : { usage: total },
      };
    },
  };
}

/** The usages of the turns, which are the run's only if nothing of it was left unsaid. */
class TurnUsages {
  readonly #usages: Usage[] = [];
  /** A turn's part of the total is not known, and no later one contains it. */
  #isLost = false;
  /** The last turn said no tokens: it failed. The next one that says some says those of both. */
  #isOpen = false;
  #said: Extract<AgentEvent, { type: 'usage' }>['covers'] | null = null;

  add(event: AgentEvent): void {
    if (event.type === 'usage') {
      if (event.covers === 'turn') this.#usages.push(event.usage);
      else if (this.#said !== 'turn') this.#isLost = true;
      this.#said = event.covers;
    } else if (event.type === 'result') {
      this.#isOpen = this.#said === null;
      this.#said = null;
    }
  }

  sum(): Usage | null {
    return this.#isLost || this.#isOpen ? null : sumUsage(this.#usages);
  }
}

function totalOf(raw: string): JsonObject | null {
  const line = parseJson(raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw);
  return isObject(line) ? asObject(line['usage']) : null;
}
