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
