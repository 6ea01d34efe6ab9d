import type { Line } from '../claude/line.ts';
import type { CallUsage } from '../scenario/scenario.ts';

/** Tokens of requests in the vendor's split: the prompt holds the cached ones, thoughts count in the total only. */
export interface GeminiTokens {
  readonly prompt: number;
  readonly cached: number;
  readonly output: number;
  readonly thoughts: number;
}

/** One request's tokens. In a scenario `input` never contains cached tokens; here they are added. */
export function requestTokens(step?: CallUsage, scenario?: CallUsage): GeminiTokens {
  const usage = { input: 400, cacheRead: 800, output: 20, ...scenario, ...step };
  const written = (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0);
  return {
    prompt: usage.input + usage.cacheRead + written,
    cached: usage.cacheRead,
    output: usage.output,
    thoughts: 0,
  };
}

/** What one model did in this process. */
export interface ModelUse {
  readonly role: 'main' | 'utility_router';
  readonly requests: number;
  /** Turns that had no answer after all tries. */
  readonly empty: number;
  readonly latencyMs: number;
  readonly tokens: GeminiTokens;
}

const UNUSED = { requests: 0, empty: 0, latencyMs: 0, tokens: { prompt: 0, cached: 0, output: 0, thoughts: 0 } };

/** The sums of one process, also of a resumed session. */
export class Stats {
  readonly models: Map<string, ModelUse> = new Map();
  readonly tools: Map<string, { readonly success: number; readonly fail: number }> = new Map();
  #lines = { added: 0, removed: 0 };

  answered(model: string, role: ModelUse['role'], tokens: GeminiTokens, latencyMs: number): void {
    const use = this.#of(model, role);
    this.models.set(model, {
      ...use,
      requests: use.requests + 1,
      latencyMs: use.latencyMs + latencyMs,
      tokens: {
        prompt: use.tokens.prompt + tokens.prompt,
        cached: use.tokens.cached + tokens.cached,
        output: use.tokens.output + tokens.output,
        thoughts: use.tokens.thoughts + tokens.thoughts,
      },
    });
  }

  /** A request that failed leaves its model in the list, without tokens. */
  failed(model: string): void {
    const use = this.#of(model, 'main');
    this.models.set(model, { ...use, requests: use.requests + 1 });
  }

  /** All answers to a prompt were empty. */
  nothingCame(model: string): void {
    const use = this.#of(model, 'main');
    this.models.set(model, { ...use, empty: use.empty + 1 });
  }

  called(tool: string, ok: boolean): void {
    const { success, fail } = this.tools.get(tool) ?? { success: 0, fail: 0 };
    this.tools.set(tool, ok ? { success: success + 1, fail } : { success, fail: fail + 1 });
  }

  wrote({ added, removed }: { readonly added: number; readonly removed: number }): void {
    this.#lines = { added: this.#lines.added + added, removed: this.#lines.removed + removed };
  }

  get lines(): { readonly added: number; readonly removed: number } {
    return this.#lines;
  }

  #of(model: string, role: ModelUse['role']): ModelUse {
    return this.models.get(model) ?? { role, ...UNUSED };
  }
}

/** `stats` of the last line of stream-json. */
export function streamStats(stats: Stats, durationMs: number): Line {
  const models = Object.fromEntries([...stats.models].map(([name, { tokens }]) => [name, short(tokens)]));
  const calls = [...stats.tools.values()].reduce((sum, { success, fail }) => sum + success + fail, 0);
  const { total_tokens, input_tokens, output_tokens, cached, input } = short(sum([...stats.models.values()]));
  return {
    total_tokens,
    input_tokens,
    output_tokens,
    cached,
    input,
    duration_ms: durationMs,
    tool_calls: calls,
    models,
  };
}

function sum(uses: readonly ModelUse[]): GeminiTokens {
  const total = new Stats();
  for (const { tokens } of uses) total.answered('', 'main', tokens, 0);
  return total.models.get('')?.tokens ?? UNUSED.tokens;
}

/** Everything that was counted. */
export function totalOf({ prompt, output, thoughts }: GeminiTokens): number {
  return prompt + output + thoughts;
}

function short(tokens: GeminiTokens): Readonly<Record<string, number>> {
  return {
    total_tokens: totalOf(tokens),
    input_tokens: tokens.prompt,
    output_tokens: tokens.output,
    cached: tokens.cached,
    input: tokens.prompt - tokens.cached,
  };
}
