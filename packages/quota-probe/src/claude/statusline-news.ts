import type { Instant, QuotaWindow } from '@ccx/contracts';
import { hasReset } from '../freshness.ts';

/** Sources write the same reset to the second, to the minute, or rounded. */
const SAME_RESET_MS = 2 * 60_000;

/**
 * Which of the windows that a status line was told change what is known. A session hears its numbers with its own last
 * answer and goes on telling them, so that an idle one is behind the others: what is used of one window only grows, and
 * a smaller number, an earlier reset or the number of a window that has ended since is no news.
 */
export function newsOf(
  told: readonly QuotaWindow[],
  known: readonly QuotaWindow[],
  now: Instant,
): readonly QuotaWindow[] {
  return told.filter((window) => {
    if (window.usedPercent === null || hasReset(window, now)) return false;
    const was = known.find(({ id }) => id === window.id);
    if (was === undefined || hasReset(was, now)) return true;
    const laterMs = resetMs(window) - resetMs(was);
    // Where one of the two resets is unknown, it is the same window as far as anybody knows.
    if (Math.abs(laterMs) > SAME_RESET_MS) return laterMs > 0;
    if (was.state === 'exhausted') return was.usedPercent === null && window.state === 'exhausted';
    return was.usedPercent === null || window.usedPercent > was.usedPercent;
  });
}

function resetMs({ resetsAt }: QuotaWindow): number {
  return resetsAt === null ? Number.NaN : Date.parse(resetsAt);
}
