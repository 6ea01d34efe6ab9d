import type { CallUsage } from '../scenario/scenario.ts';

/** Tokens of one or many requests to the model, with their price. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly costUsd: number;
}

/** US dollars per million tokens, as Claude Code 2.1.329 counted `claude-opus-5-5` on 2026-11-21. */
const OPUS = { input: 4, output: 20, cacheRead: 0.2, cacheWrite5m: 5, cacheWrite1h: 8 };
const MILLION = 1_000_000;

export const NO_TOKENS: Tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, costUsd: 0 };

/** One request: what the step says over what the scenario says over the default. */
export function callTokens(...layers: readonly (CallUsage | undefined)[]): Tokens {
  const merged: CallUsage = Object.assign(
    { input: 12, output: 42, cacheRead: 9000, cacheWrite5m: 1500, cacheWrite1h: 0 },
    ...layers.toReversed(),
  );
  const { input = 0, output = 0, cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0 } = merged;
  const priced =
    (input * OPUS.input +
      output * OPUS.output +
      cacheRead * OPUS.cacheRead +
      cacheWrite5m * OPUS.cacheWrite5m +
      cacheWrite1h * OPUS.cacheWrite1h) /
    MILLION;
  return { input, output, cacheRead, cacheWrite5m, cacheWrite1h, costUsd: merged.costUsd ?? priced };
}

export function addTokens(left: Tokens, right: Tokens): Tokens {
  return {
    input: left.input + right.input,
    output: left.output + right.output,
    cacheRead: left.cacheRead + right.cacheRead,
    cacheWrite5m: left.cacheWrite5m + right.cacheWrite5m,
    cacheWrite1h: left.cacheWrite1h + right.cacheWrite1h,
    costUsd: left.costUsd + right.costUsd,
  };
}

/** Tokens per model name. */
export type ModelTokens = Readonly<Record<string, Tokens>>;

export function addToModel(all: ModelTokens, model: string, tokens: Tokens): ModelTokens {
  return { ...all, [model]: addTokens(all[model] ?? NO_TOKENS, tokens) };
}

/** As the `modelUsage` of a result line. */
export function modelUsage(all: ModelTokens): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(all).map(([model, tokens]) => [
      model,
      {
        inputTokens: tokens.input,
        outputTokens: tokens.output,
        cacheReadInputTokens: tokens.cacheRead,
        cacheCreationInputTokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
        webSearchRequests: 0,
        costUSD: tokens.costUsd,
        contextWindow: 1_000_000,
        maxOutputTokens: 128_000,
        thinkingTokens: 0,
        cacheCreationEphemeral5mInputTokens: tokens.cacheWrite5m,
        cacheCreationEphemeral1hInputTokens: tokens.cacheWrite1h,
        canonicalModel: model,
        provider: 'firstParty',
        costBasis: 'list',
      },
    ]),
  );
}

/** As the `usage` of a result line and of a transcript line. */
export function finalUsage(tokens: Tokens): Record<string, unknown> {
  return {
    input_tokens: tokens.input,
    cache_creation_input_tokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
    cache_read_input_tokens: tokens.cacheRead,
    output_tokens: tokens.output,
    output_tokens_details: { thinking_tokens: 0 },
    server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
    service_tier: 'standard',
    cache_creation: { ephemeral_1h_input_tokens: tokens.cacheWrite1h, ephemeral_5m_input_tokens: tokens.cacheWrite5m },
    inference_geo: '',
    iterations: [],
    speed: 'standard',
    fallback_credit: null,
  };
}

/** As the `usage` of an assistant line: what message_start knew, the output not yet counted. */
export function provisionalUsage(tokens: Tokens): Record<string, unknown> {
  return {
    input_tokens: tokens.input,
    cache_creation_input_tokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
    cache_read_input_tokens: tokens.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: tokens.cacheWrite5m, ephemeral_1h_input_tokens: tokens.cacheWrite1h },
    output_tokens: 1,
    service_tier: 'standard',
  };
}
