import {
  DEFAULT_QUOTA_STALE_MS,
  type Account,
  type Instant,
  type QuotaCache,
  type QuotaSnapshot,
  type RoutingDecision,
} from '@ccx/contracts';
import type { WithoutEvidence } from './rank/rank-policy.ts';
import { roomIn } from './room.ts';
import { percentText } from './words.ts';
import { limitingWindows, windowName } from './windows.ts';

export interface DecideRoutingOptions {
  readonly now: Instant;
  /** The oldest age at which a number counts, in milliseconds; 0 is the default. @default DEFAULT_QUOTA_STALE_MS */
  readonly staleAfterMs?: number;
  /** Whose own window counts beside those of the account. @default null, none */
  readonly model?: string | null;
  /** Percent of each window that must be left. @default more than 0 */
  readonly reservePercent?: number;
  /** Without numbers that are fresh, `assume` prefers the account, the others do not. @default 'avoid' */
  readonly withoutEvidence?: WithoutEvidence;
  /** How long a limit without a known reset counts. @default 5 hours */
  readonly rateLimitCooldownMs?: number;
}

/**
 * Whether an account may be chosen on the evidence of one snapshot. A window that is used up stays used up until its
 * reset however old its number is; missing and stale evidence are answers of their own.
 *
 * @example
 * const { good } = await cache.read(account);
 * decideRouting(good, { now: clock.now() }).reason; // '58% left of its 5-hour window'
 */
export function decideRouting(
  snapshot: QuotaSnapshot | null,
  {
    now,
    staleAfterMs = 0,
    model = null,
    reservePercent = 0,
    withoutEvidence = 'avoid',
    rateLimitCooldownMs = 5 * 3_600_000,
  }: DecideRoutingOptions,
): RoutingDecision {
  const question = {
    nowMs: Date.parse(now),
    staleAfterMs: staleAfterMs > 0 ? staleAfterMs : DEFAULT_QUOTA_STALE_MS,
    cooldownMs: rateLimitCooldownMs,
  };
  const { binding, usedUp } = roomIn(limitingWindows(snapshot, model), question);
  const evidence = {
    snapshotPresent: snapshot !== null,
    fresh: binding?.fresh ?? false,
    ageMs: binding?.ageMs ?? 0,
    snapshot,
  };
  if (binding === null) {
    const missing = snapshot === null ? 'nothing is known of its quota' : 'no window says how much is left';
    return { ...evidence, prefer: withoutEvidence === 'assume', reason: missing };
  }
  const name = windowName(binding.window);
  if (usedUp.length > 0) return { ...evidence, prefer: false, reason: `its ${name} is used up` };
  const left = `${percentText(binding.left)} left of its ${name}`;
  if (binding.left <= reservePercent) {
    return { ...evidence, prefer: false, reason: `${left}, ${percentText(reservePercent)} are kept free` };
  }
  if (binding.fresh) return { ...evidence, prefer: true, reason: left };
  const minutes = Math.round(binding.ageMs / 60_000);
  return { ...evidence, prefer: withoutEvidence === 'assume', reason: `${left}, as it was ${minutes} minutes ago` };
}

/** {@link decideRouting} on what a cache remembers; asks no agent. */
export async function readRouting({
  cache,
  account,
  ...options
}: DecideRoutingOptions & {
  readonly cache: Pick<QuotaCache, 'read'>;
  readonly account: Account;
}): Promise<RoutingDecision> {
  const { good } = await cache.read(account);
  return decideRouting(good, options);
}
