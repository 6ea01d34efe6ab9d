import type { AuthState, Candidate, HeadroomRecommendation, QuotaWindow } from '@ccx/contracts';
import { percentText } from '../words.ts';
import { windowName } from '../windows.ts';
import type { Block } from './block.ts';
import type { Evidence } from './evidence.ts';
import type { Pace } from './pace.ts';
import type { RankRule } from './rank-order.ts';

/** A candidate with all that decided its place. */
export interface Ranked extends Candidate {
  readonly blocked: Block | null;
  readonly binding: NonNullable<Candidate['binding']> | null;
  /** 0 to 100, what is known to be left of the binding window; `null` is unknown. */
  readonly headroomPercent: number | null;
  readonly evidence: Evidence;
  /** The windows that speak for this need, none of them past its reset. */
  readonly windows: readonly QuotaWindow[];
  /** Of the window that lasts least; `null` where no two numbers tell one, or the account is blocked. */
  readonly pace: Pace | null;
  /** Its plan is used up: the vendor would charge extra. */
  readonly usesExtra: boolean;
  /** `unknown` also where nobody asked. */
  readonly auth: AuthState;
  readonly notes: readonly string[];
  readonly sharedWith: readonly string[];
  /** What sets it above the next one; `null` for the last, and for those that are blocked. */
  readonly ahead: RankRule | null;
}

/** A place in a ranking as the contract has it. */
export function recommendationOf(ranked: Ranked): HeadroomRecommendation {
  const { target, score, parts, blocked, headroomPercent, auth } = ranked;
  return {
    profile: target.name ?? target.account.id,
    score: score ?? 0,
    parts,
    headroomPercent,
    available: blocked === null,
    reason: blocked?.reason ?? whyFree(ranked),
    cooldownUntil: blocked?.until ?? null,
    authStatus: auth,
  };
}

function whyFree({ binding, headroomPercent, windows, evidence, usesExtra }: Ranked): string {
  if (evidence === 'api-key') return 'an API key has no windows';
  if (usesExtra) return 'its plan is used up: extra usage is allowed';
  const window = windows.find(({ id }) => id === binding?.windowId);
  if (window === undefined || headroomPercent === null) return 'nothing is known of its quota';
  return `${percentText(headroomPercent)} left of its ${windowName(window)}`;
}
