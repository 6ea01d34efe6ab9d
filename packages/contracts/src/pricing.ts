import type { Instant } from './time.ts';
import type { Usage } from './usage.ts';

/** What changes the price of a call beside its model and its tokens. */
export interface PricedCall {
  /** The vendor's speed tier as the record names it; `null` and absent are the standard one. */
  readonly speed?: string | null;
  /** Sent through the vendor's batch interface. Default `false`. */
  readonly batch?: boolean;
  /** Where it was computed, as the record names it; `null` and absent: anywhere. */
  readonly geography?: string | null;
  /** Whether it is billed as a long prompt; absent: by its own tokens. A sum of calls has to say it. */
  readonly longPrompt?: boolean;
}

/** Tokens of a prompt from which vendors are known to bill another tier, so that sums of calls can be kept apart by them. */
export const PROMPT_STEPS: readonly number[] = [0, 100_000, 200_000, 272_000];

/** The largest of {@link PROMPT_STEPS} that a call's prompt is longer than, cached tokens included; 0 for the shortest. */
export function promptStep({ input, cacheRead, cacheWrite5m, cacheWrite1h }: Usage): number {
  const prompt = input + cacheRead + cacheWrite5m + cacheWrite1h;
  return PROMPT_STEPS.findLast((step) => prompt > step) ?? 0;
}

/** What calls cost. Prices apply when a report is made, each call at the price of its own time. */
export interface PricingTable {
  /**
   * US dollars of one call; `null` where the model is not in the table or had no price at that time, which is never
   * zero. `usage` is that of one call: some prices depend on the length of its prompt.
   */
  cost(model: string, at: Instant, usage: Usage, call?: PricedCall): number | null;
  /** When the newest row was checked against its source. */
  lastUpdated(): Instant;
}
