import type { Instant } from '@ccx/contracts';

/** US dollars for a million tokens of each bucket; `null` where the source gives none, which is never zero. */
export interface TokenRates {
  readonly input: number;
  /** Of everything that the model wrote, its reasoning too. */
  readonly output: number;
  readonly cacheRead: number | null;
  /** The shortest time that the vendor sells: five minutes at Anthropic, 30 minutes at OpenAI. */
  readonly cacheWrite5m: number | null;
  readonly cacheWrite1h: number | null;
}

/** What a model costs from one time on. A rate or multiplier that is `null` leaves the calls that need it unpriced. */
export interface PriceRow {
  /** The plain name, without date, provider or suffix. */
  readonly model: string;
  /** Other names that mean exactly this model. */
  readonly aliases: readonly string[];
  /** The first instant of this price; `null`: since there is the model. */
  readonly effectiveFrom: Instant | null;
  /** Where the price stands, and in which published text of it it was read if that was not the page itself. */
  readonly source: string;
  /** When the source was looked at, or from which day the text of it is that was read; `null` for a person's own prices. */
  readonly checkedAt: Instant | null;
  readonly rates: TokenRates;
  /** Rates of every token of a call whose prompt, cached tokens included, is longer than `above`; `null`: no such tier. */
  readonly longPrompt: { readonly above: number; readonly rates: TokenRates } | null;
  /** Times the tokens' price, where the vendor served the call in its fast mode. */
  readonly fastMultiplier: number | null;
  /** Times the tokens' price, where the call was computed in the USA on demand. */
  readonly usMultiplier: number | null;
  /** Times the tokens' price, for calls through the batch interface. */
  readonly batchMultiplier: number | null;
  /** US dollars for each request of the vendor's web search. */
  readonly webSearchUsd: number | null;
}
