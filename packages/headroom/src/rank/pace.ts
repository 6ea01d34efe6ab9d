import type { Instant, QuotaState, QuotaWindow } from '@ccx/contracts';
import { instantMs } from '../instant-ms.ts';
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

/** Of the window that lasts least; `null` where no two numbers of a window since its beginning are far enough apart. */
export function worstPace(windows: readonly QuotaWindow[], samples: QuotaState['samples']): Pace | null {
  const rates = windows.flatMap((window) => rateOf(window, samples) ?? []);
  const worst = rates.toSorted((a, b) => b.ratio - a.ratio || (a.windowId < b.windowId ? -1 : 1))[0];
  if (worst === undefined) return null;
  const { windowId, ratio, usedUpMs } = worst;
  return { windowId, ratio, usedUpAt: ratio > 1 ? new Date(usedUpMs).toISOString() : null };
}

function rateOf(
  window: QuotaWindow,
  samples: QuotaState['samples'],
): { readonly windowId: string; readonly ratio: number; readonly usedUpMs: number } | null {
  const { id, resetsAt, windowMinutes, capturedAt, usedPercent } = window;
  const left = percentLeft(window);
  if (resetsAt === null || windowMinutes === null || usedPercent === null || left === null || left <= 0) return null;
  const lengthMs = windowMinutes * 60_000;
  const resetMs = instantMs(resetsAt);
  const lastMs = instantMs(capturedAt);
  const first = firstSince(resetMs - lengthMs + SAME_RESET_MS, id, samples);
  const stretchMs = first === null ? 0 : lastMs - instantMs(first.at);
  if (first === null || stretchMs < lengthMs * SHORTEST_STRETCH) return null;
  const perMs = Math.max(0, usedPercent - first.usedPercent) / stretchMs;
  const ratio = Math.round(((perMs * (resetMs - lastMs)) / left) * 100) / 100;
  return { windowId: id, ratio, usedUpMs: lastMs + left / perMs };
}

/** A loop, because rankings read a thousand of them. */
function firstSince(beganMs: number, id: string, samples: QuotaState['samples']): QuotaState['samples'][number] | null {
  for (const sample of samples) {
    if (sample.windowId === id && instantMs(sample.at) >= beganMs) return sample;
  }
  return null;
}

/** What the score loses: the part of the time until the reset in which nothing would be left. */
export function pacePart(pace: Pace | null): number {
  return pace === null || pace.ratio <= 1 ? 0 : -WORST * (1 - 1 / pace.ratio);
}
