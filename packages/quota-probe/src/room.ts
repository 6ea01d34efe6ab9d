import type { Instant, QuotaSnapshot, QuotaWindow } from '@ccx/contracts';
import { accountWindows } from './account-windows.ts';
import { hasReset } from './freshness.ts';

/** Whether runs of an account are stopped by its windows. */
export interface Room {
  /** A window that limits every run is used up. */
  readonly exhausted: boolean;
  /** How full the fullest of these windows is; `null` where no number is known. */
  readonly usedPercent: number | null;
  /** When the last window above `until` starts anew; `null` where none is above it, or where one does not say. */
  readonly backAt: Instant | null;
}

export interface RoomOptions {
  readonly now: Instant;
  /** Windows that are used up to this percentage leave room. @default below 100 */
  readonly until?: number;
}

/**
 * What room an account has. Weeks of single models stop only runs of that model and extra usage stops nothing, so
 * neither counts; a window past its reset says nothing any more.
 */
export function roomOf(snapshot: QuotaSnapshot | null, { now, until = 100 }: RoomOptions): Room {
  const windows = accountWindows(snapshot).filter((window) => !hasReset(window, now));
  const full = windows.filter((window) => isUsedUp(window) || isAbove(window, until));
  const numbers = windows.flatMap(({ usedPercent }) => usedPercent ?? []);
  return {
    exhausted: windows.some(isUsedUp),
    usedPercent: numbers.length === 0 ? null : Math.max(...numbers),
    backAt: full.some(({ resetsAt }) => resetsAt === null)
      ? null
      : (full
          .flatMap(({ resetsAt }) => resetsAt ?? [])
          .toSorted()
          .at(-1) ?? null),
  };
}

function isUsedUp({ state, usedPercent }: QuotaWindow): boolean {
  return state === 'exhausted' || (usedPercent !== null && usedPercent >= 100);
}

function isAbove({ usedPercent }: QuotaWindow, until: number): boolean {
  return until < 100 && usedPercent !== null && usedPercent > until;
}
