import type { Instant, QuotaState, QuotaWindow } from '@ccx/contracts';
import { percentLeft } from '../windows.ts';

/** Whether a window will last until its reset at the rate at which it was used since it began. */
export interface Pace {
  readonly windowId: string;
  /** What will be used until the reset, as a multiple of what is left: above 1 it does not last. */
  readonly ratio: number;
  /** When it is used up at this rate; `null`: it lasts. */
  readonly usedUpAt: Instant | null;
}

/** Sources write one reset a little differently each time. */
const SAME_RESET_MS = 2 * 60_000;
/** Numbers are rounded to a percent: over a shorter stretch of the window a rate would be mostly rounding. */
const SHORTEST_STRETCH = 1 / 20;
/** What the score of an account loses at most. */
const WORST = 20;

/** `null` where no two numbers of the window since its beginning are far enough apart. */
export function paceOf(window: QuotaWindow, samples: QuotaState['samples']): Pace | null {
  const { id, resetsAt, windowMinutes, capturedAt, usedPercent } = window;
  const left = percentLeft(window);
  if (resetsAt === null || windowMinutes === null || usedPercent === null || left === null || left <= 0) return null;
  const lengthMs = windowMinutes * 60_000;
  const resetMs = Date.parse(resetsAt);
  const began = new Date(resetMs - lengthMs + SAME_RESET_MS).toISOString();
  const first = samples.find(({ windowId, at }) => windowId === id && at >= began);
  if (first === undefined) return null;
  const lastMs = Date.parse(capturedAt);
  const stretchMs = lastMs - Date.parse(first.at);
  if (stretchMs < lengthMs * SHORTEST_STRETCH) return null;
  const perMs = Math.max(0, usedPercent - first.usedPercent) / stretchMs;
  const ratio = Math.round(((perMs * (resetMs - lastMs)) / left) * 100) / 100;
  return { windowId: id, ratio, usedUpAt: ratio > 1 ? new Date(lastMs + left / perMs).toISOString() : null };
}

/** The window that lasts least. */
export function worstPace(windows: readonly QuotaWindow[], samples: QuotaState['samples']): Pace | null {
  const paces = windows.flatMap((window) => paceOf(window, samples) ?? []);
  return paces.toSorted((a, b) => b.ratio - a.ratio || (a.windowId < b.windowId ? -1 : 1))[0] ?? null;
}

/** What the score loses: the part of the time until the reset in which nothing would be left. */
export function pacePart(pace: Pace | null): number {
  return pace === null || pace.ratio <= 1 ? 0 : -WORST * (1 - 1 / pace.ratio);
}
