import { DEFAULT_QUOTA_STALE_MS } from '@ccx/contracts';

/**
 * By what the best account is told:
 * - `balanced` the score
 * - `consume-first` the window that resets soonest with something left in it, which would be lost else
 * - `stick` the account that was used last, while it has room
 */
export type Strategy = 'balanced' | 'consume-first' | 'stick';

/**
 * What an account is worth of which nothing is known, or nothing fresh:
 * - `assume` half of it is free; an old number loses its worth with its age, down to that half
 * - `avoid` the same, and only where no account with fresh numbers has room
 * - `block` it is not used
 */
export type WithoutEvidence = 'assume' | 'avoid' | 'block';

/** How a person wants accounts ranked; the registry's `[choice]` table is one. */
export interface RankPolicy {
  /** @default 'balanced' */
  readonly strategy?: Strategy;
  /** @default 'assume' */
  readonly withoutEvidence?: WithoutEvidence;
  /** The oldest age at which a number counts in full, in milliseconds. @default DEFAULT_QUOTA_STALE_MS */
  readonly staleAfterMs?: number;
}

export function wholePolicy({
  strategy = 'balanced',
  withoutEvidence = 'assume',
  staleAfterMs = DEFAULT_QUOTA_STALE_MS,
}: RankPolicy): Required<RankPolicy> {
  return { strategy, withoutEvidence, staleAfterMs };
}
