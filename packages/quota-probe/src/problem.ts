import type { Instant, QuotaReading } from '@ccx/contracts';

/** Why a source gave no number; branched on, never shown alone. */
export type ProblemCode =
  | 'not-logged-in'
  | 'auth-expired'
  | 'not-a-subscription'
  | 'usage-endpoint-limited'
  | 'usage-endpoint-failed'
  | 'no-limit-rows'
  | 'notice-only'
  | 'loading'
  | 'trust-prompt'
  | 'update-prompt'
  | 'onboarding'
  | 'dialog'
  | 'form-unknown'
  | 'cli-missing'
  | 'cli-too-old'
  | 'timeout'
  | 'output-too-large'
  | 'nothing-recorded'
  /** Two sources that were read close together do not tell the same; both numbers are in the detail. */
  | 'sources-disagree'
  /** The usage endpoint refused not long ago; before `retryAt` it is not asked, whoever wants it. */
  | 'cooldown'
  /** The usage endpoint was asked not long ago; before `retryAt` only a person may have it asked again. */
  | 'recently-asked'
  /** Another process asks this account already, and did not end in time. */
  | 'busy'
  | 'unsupported';

const LONGEST_DETAIL = 500;

/** A reading without a number. The detail is cut, so that a whole page of an error never travels. */
export function problem(
  code: ProblemCode,
  detail: string,
  at: Instant,
  retryAt: Instant | null = null,
): QuotaReading & { readonly ok: false } {
  return { ok: false, problem: { code, detail: detail.trim().slice(0, LONGEST_DETAIL), at, retryAt } };
}
