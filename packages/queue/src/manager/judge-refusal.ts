import { CcxError, type CcxErrorCode, type Instant, type Route, type WorkOutcome } from '@ccx/contracts';
import { whenBack } from './judge.ts';
import { later } from './later.ts';
import { brief, messageOf, nameOf } from './words.ts';

/** Codes that say the item itself is wrong: no other time and no other account would help. */
const WRONG: ReadonlySet<CcxErrorCode> = new Set([
  'agent_unsupported_option',
  'invalid_argument',
  'invalid_config',
  'not_a_repository',
  'not_found',
  'platform_unsupported',
  'profile_not_found',
  'run_depth_exceeded',
  'worktree_conflict',
]);

/** Codes of what will pass, by itself or because a person acts, and is no fault of the item. */
const PASSING: ReadonlySet<CcxErrorCode> = new Set([
  'agent_auth_required',
  'agent_missing',
  'profile_in_use',
  'run_rate_exceeded',
  'worktree_busy',
]);

/**
 * What it means for an item that its run could not begin.
 *
 * @param route the router's last answer; `null` where it was not asked
 */
export function judgeRefusal(
  error: unknown,
  route: Route | null,
  { now, marginMs }: { readonly now: Instant; readonly marginMs: number },
): WorkOutcome {
  if (CcxError.is(error, 'no_candidate')) {
    const reason = route === null ? messageOf(error) : noRoom(route);
    return { is: 'wait', reason: brief(reason), until: whenBack(route?.earliest ?? null, now, marginMs) };
  }
  const reason = brief(messageOf(error));
  const code = CcxError.is(error) ? error.code : null;
  if (code !== null && PASSING.has(code)) return { is: 'wait', reason, until: later(now, marginMs) };
  if (code !== null && WRONG.has(code)) return { is: 'dead', reason };
  return { is: 'retry', reason };
}

/** Why no account can be used, for people. */
export function noRoom({ candidates }: Pick<Route, 'candidates'>): string {
  if (candidates.length === 0) return 'no account is known that could do it';
  const blocked = candidates.map((one) => `${nameOf(one.target)}: ${one.blocked?.reason ?? 'not free now'}`);
  return `no account has room (${blocked.join('; ')})`;
}
