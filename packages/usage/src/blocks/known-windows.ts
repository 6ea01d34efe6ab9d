import type { Instant } from '@ccx/contracts';

/** How long a window is open. */
export const WINDOW_MS: number = 5 * 3_600_000;

/** Two readings of one reset differ by seconds, as vendors round them. */
const SAME_RESET_MS = 10 * 60_000;

/** A window that the vendor's own words prove; milliseconds, `end` no longer belongs to it. */
export interface KnownWindow {
  readonly start: number;
  readonly end: number;
}

/** The windows that end at these resets, in order and without overlap. */
export function windowsEndingAt(resets: readonly Instant[]): readonly KnownWindow[] {
  const windows: KnownWindow[] = [];
  for (const end of resets.map((at) => Date.parse(at)).sort((a, b) => a - b)) {
    const before = windows.at(-1)?.end ?? 0;
    // A window that was reset early is followed by one that began before 5 hours had gone by.
    if (end - before > SAME_RESET_MS) windows.push({ start: Math.max(end - WINDOW_MS, before), end });
  }
  return windows;
}
