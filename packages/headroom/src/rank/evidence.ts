import type { QuotaWindow } from '@ccx/contracts';
import { roomIn, type Room, type RoomQuestion } from '../room.ts';
import { turnQuota } from '../turn-quota.ts';
import { hasReset, isUsedUp, limitingWindows } from '../windows.ts';
import type { Question } from './judge.ts';
import { newest } from './newest.ts';
import type { RankInput } from './rank-input.ts';

/**
 * On what a rank rests: numbers that are `fresh` or `stale`, turns that were `counted`, `none`, or an account without
 * windows that is billed by the token.
 */
export type Evidence = 'fresh' | 'stale' | 'counted' | 'none' | 'api-key';

/** What is known of an account's windows. */
export interface Known {
  readonly kind: Evidence;
  readonly room: Room;
  /** Extra usage, where a person allows it and the account has some left. */
  readonly extra: QuotaWindow | null;
  /** The plan is used up: a run would be charged as extra usage. */
  readonly usesExtra: boolean;
}

export function evidenceOf(input: RankInput, model: string | null, { now, nowMs, policy }: Question): Known {
  const { profile, quota, login, turns, attempts } = input;
  const snapshot = quota?.good ?? null;
  const question: RoomQuestion = {
    nowMs,
    staleAfterMs: policy.staleAfterMs,
    cooldownMs: profile.limits.rateLimitCooldownMs,
    provedAt: newest(attempts, ({ failure }) => failure === null),
  };
  const limiting = limitingWindows(snapshot, model);
  if (login?.auth === 'api-key') {
    // Numbers are of a plan that was logged in there before; but a key may meet limits of its own.
    const room = roomIn(limiting.filter(isUsedUp), question);
    return { kind: 'api-key', room, extra: null, usesExtra: false };
  }
  const room = roomIn(limiting, question);
  if (room.binding === null && turns !== null) {
    const { session, weekly } = turnQuota(turns, profile, now);
    const counted = roomIn([session, weekly], question);
    if (counted.binding !== null) return { kind: 'counted', room: counted, extra: null, usesExtra: false };
  }
  const kind = room.binding === null ? 'none' : room.fresh ? 'fresh' : 'stale';
  const extra = profile.limits.allowExtraUsage
    ? (snapshot?.windows.find((window) => window.id === 'extra' && hasSome(window, nowMs)) ?? null)
    : null;
  return { kind, room, extra, usesExtra: extra !== null && room.usedUp.length > 0 };
}

function hasSome(extra: QuotaWindow, nowMs: number): boolean {
  const { amount } = extra;
  const spent = amount !== null && amount.limit !== null && amount.used >= amount.limit;
  return !spent && !isUsedUp(extra) && !hasReset(extra, nowMs);
}
