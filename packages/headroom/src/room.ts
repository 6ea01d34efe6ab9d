import type { Instant, QuotaWindow } from '@ccx/contracts';
import { instantMs } from './instant-ms.ts';
import { AHEAD_AT_MOST_MS, hasReset, isUsedUp, percentLeft } from './windows.ts';

/** What an account is worth of which nothing is known: half of it is free. */
export const HALF_FREE = 50;
/** In this time half of the trust in an old number is gone. */
const STALE_HALF_LIFE_MS = 60 * 60_000;

export interface RoomQuestion {
  readonly nowMs: number;
  /** The oldest age at which a number counts in full. */
  readonly staleAfterMs: number;
  /** How long a window that is used up and does not say its reset holds the account. */
  readonly cooldownMs: number;
  /** A run that began then succeeded: where a reset is not known, it proves that the account has room. */
  readonly provedAt?: Instant;
}

/** A window with a number, weighed by its age. */
export interface WeighedWindow {
  readonly window: QuotaWindow;
  /** 0 to 100 as it is known. */
  readonly left: number;
  /** `left`, but no more than half where its age or its source leaves in doubt what was used since. */
  readonly worth: number;
  readonly ageMs: number;
  readonly fresh: boolean;
}

/** What the windows of an account say now. */
export interface Room {
  /** Those that have not started anew since. */
  readonly open: readonly QuotaWindow[];
  /** Those that stop runs. */
  readonly usedUp: readonly QuotaWindow[];
  /** When the last of those that stop runs comes back. */
  readonly backMs: number | null;
  /** One was used up, did not say its reset, and has been waited for long enough: it may be tried where nothing else has room. */
  readonly doubtful: boolean;
  /** The window that leaves least; `null` where no number is known. */
  readonly binding: WeighedWindow | null;
  /** Some number is young enough to count in full. */
  readonly fresh: boolean;
}

/** As `room.ts` in quota-probe; here a limit without a known reset ends, and numbers lose their worth with age. */
export function roomIn(windows: readonly QuotaWindow[], question: RoomQuestion): Room {
  const open = windows.filter((window) => !saysNothing(window, question));
  const full = open.filter(isUsedUp).map((window) => ({ window, untilMs: backMs(window, question) }));
  const usedUp = full.filter(({ untilMs }) => untilMs > question.nowMs);
  const weighed = open.flatMap((window) => weigh(window, question));
  return {
    open,
    usedUp: usedUp.map(({ window }) => window),
    backMs: usedUp.length === 0 ? null : Math.max(...usedUp.map(({ untilMs }) => untilMs)),
    doubtful: usedUp.length < full.length,
    binding: weighed.toSorted((a, b) => tighter(a, b, question))[0] ?? null,
    fresh: weighed.some(({ fresh }) => fresh),
  };
}

function saysNothing(window: QuotaWindow, { nowMs, provedAt = '' }: RoomQuestion): boolean {
  if (hasReset(window, nowMs)) return true;
  const open = window.resetsAt === null && window.appliesTo === null && isUsedUp(window);
  return open && provedAt > window.capturedAt;
}

function backMs({ resetsAt, capturedAt, windowMinutes }: QuotaWindow, { cooldownMs }: RoomQuestion): number {
  if (resetsAt !== null) return instantMs(resetsAt);
  const lengthMs = windowMinutes === null ? cooldownMs : windowMinutes * 60_000;
  return instantMs(capturedAt) + Math.min(cooldownMs, lengthMs);
}

function weigh(window: QuotaWindow, { nowMs, staleAfterMs }: RoomQuestion): readonly WeighedWindow[] {
  const left = percentLeft(window);
  if (left === null) return [];
  const ageMs = nowMs - instantMs(window.capturedAt);
  const fresh = ageMs >= -AHEAD_AT_MOST_MS && ageMs <= staleAfterMs;
  // Turns made elsewhere are not counted.
  const trust =
    window.source === 'turns' || ageMs < -AHEAD_AT_MOST_MS
      ? 0
      : 0.5 ** (Math.max(0, ageMs - staleAfterMs) / STALE_HALF_LIFE_MS);
  // Until its reset a window only fills: what was less than half before is no more than that now.
  const worth = left <= HALF_FREE ? left : HALF_FREE + (left - HALF_FREE) * trust;
  return [{ window, left, worth, ageMs: Math.max(0, ageMs), fresh }];
}

/** Of several that are used up the one that comes back last decides. */
function tighter(a: WeighedWindow, b: WeighedWindow, question: RoomQuestion): number {
  if (a.worth !== b.worth) return a.worth - b.worth;
  const later = backMs(b.window, question) - backMs(a.window, question);
  return later !== 0 ? later : a.window.id < b.window.id ? -1 : 1;
}
