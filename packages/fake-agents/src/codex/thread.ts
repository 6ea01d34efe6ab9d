import type { Line } from '../claude/line.ts';
import type { Machine } from '../machine/machine.ts';
import type { Counters } from '../scenario/counters.ts';
import type { CallUsage, Scenario } from '../scenario/scenario.ts';
import { itemId } from './ids.ts';
import type { Sandbox } from './options.ts';
import { rateLimits, type SpokenLimit } from './rate-limits.ts';
import type { Rollout } from './rollout.ts';
import type { Sink } from './sink.ts';
import { addTokens, NO_TOKENS, requestTokens, tokenFieldsWithTotal, type CodexTokens } from './tokens.ts';

/** In tokens, of the default model. */
export const CONTEXT_WINDOW = 258_400;
export const DEFAULT_MODEL = 'gpt-5.5-codex';

/** Who asks, as the head of a rollout names it. */
export interface Origin {
  readonly originator: string;
  readonly source: string;
}

/** What a thread is made of. */
export interface ThreadParts {
  readonly id: string;
  readonly turnId: string;
  readonly turns: number;
  readonly prompt: string;
  readonly cwd: string;
  readonly model: string;
  readonly sandbox: Sandbox;
  /** The JSON schema of the answer, or `null`. */
  readonly schema: unknown;
  readonly version: string;
  readonly origin: Origin;
  readonly machine: Machine;
  readonly scenario: Scenario;
  readonly rollout: Rollout;
  readonly sink: Sink;
  readonly counters: Counters;
  readonly signal: AbortSignal;
}

/** One turn of a thread under way. */
export class Thread {
  readonly parts: ThreadParts;
  /** The last message; `null` before the first. */
  said: string | null = null;
  spoken: SpokenLimit | null = null;
  tokens: CodexTokens;
  #turnTokens: CodexTokens = NO_TOKENS;
  #items = 0;
  #open: CodexTokens | null = null;

  constructor(parts: ThreadParts, tokens: CodexTokens) {
    this.parts = parts;
    this.tokens = tokens;
  }

  /** Item ids begin at 0 in every process. */
  nextItem(): string {
    this.#items += 1;
    return `item_${this.#items - 1}`;
  }

  /** A request to the model is made, unless one is under way. */
  begin(usage?: CallUsage): void {
    if (this.#open !== null && usage === undefined) return;
    if (this.#open === null) this.parts.counters.add('calls');
    this.#open = requestTokens(usage, this.parts.scenario.usage);
  }

  /** The request is answered: its tokens count and are recorded. */
  end(): void {
    const last = this.#open;
    if (last === null) return;
    this.#open = null;
    this.tokens = addTokens(this.tokens, last);
    this.#turnTokens = addTokens(this.#turnTokens, last);
    const { id, turnId, rollout } = this.parts;
    rollout.entry('token_usage_record', {
      thread_id: id,
      turn_id: turnId,
      session_id: id,
      root_turn_id: turnId,
      response_id: itemId('resp'),
      usage: tokenFieldsWithTotal(last),
      turn_token_usage: tokenFieldsWithTotal(this.#turnTokens),
      thread_token_usage: tokenFieldsWithTotal(this.tokens),
    });
    this.parts.sink.counted(this.tokens, last);
    this.countTokens({
      total_token_usage: tokenFieldsWithTotal(this.tokens),
      last_token_usage: tokenFieldsWithTotal(last),
      last_usage_includes_reasoning: false,
      model_context_window: CONTEXT_WINDOW,
    });
  }

  /** One `token_count` for each bucket of limits. */
  countTokens(info: Line | null): void {
    const { machine, scenario, rollout, sink } = this.parts;
    for (const limits of rateLimits(scenario.quota, machine.nowMs(), this.spoken)) {
      rollout.event('token_count', { info, rate_limits: limits });
      sink.limited(limits);
    }
  }

  /** An item of the model in the rollout, with the event that tells of it. */
  record(response: Line, item: Line | null = null): void {
    const { id, turnId, rollout, machine } = this.parts;
    const now = Math.round(machine.nowMs());
    if (item !== null) {
      const times = { started_at_ms: now, completed_at_ms: now };
      rollout.event('item_completed', { thread_id: id, turn_id: turnId, item, ...times });
    }
    rollout.entry('response_item', response);
  }
}
