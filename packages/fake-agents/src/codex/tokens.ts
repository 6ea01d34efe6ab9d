import type { Line } from '../claude/line.ts';
import type { CallUsage } from '../scenario/scenario.ts';

/** Tokens as the vendor counts them: cached ones are inside `input`. */
export interface CodexTokens {
  readonly input: number;
  readonly cached: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
}

export const NO_TOKENS: CodexTokens = { input: 0, cached: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/** One request's tokens. In a scenario `input` never contains cached tokens; here they are added. */
export function requestTokens(step: CallUsage | undefined, scenario: CallUsage | undefined): CodexTokens {
  const usage = { input: 176, cacheRead: 1024, output: 42, ...scenario, ...step };
  const cacheWrite = (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0);
  return {
    input: usage.input + usage.cacheRead + cacheWrite,
    cached: usage.cacheRead,
    cacheWrite,
    output: usage.output,
    reasoning: 0,
  };
}

export function addTokens(a: CodexTokens, b: CodexTokens): CodexTokens {
  return {
    input: a.input + b.input,
    cached: a.cached + b.cached,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
  };
}

/** As stdout writes them. */
export function tokenFields(tokens: CodexTokens): Line {
  return {
    input_tokens: tokens.input,
    cached_input_tokens: tokens.cached,
    cache_write_input_tokens: tokens.cacheWrite,
    output_tokens: tokens.output,
    reasoning_output_tokens: tokens.reasoning,
  };
}

/** As the rollout writes them. */
export function tokenFieldsWithTotal(tokens: CodexTokens): Line {
  return { ...tokenFields(tokens), total_tokens: tokens.input + tokens.output };
}
