import type { Instant, QuotaState, QuotaWindow } from '@ccx/contracts';
import { hasReset } from '../freshness.ts';

type Sample = QuotaState['samples'][number];

const SAMPLES_PER_WINDOW = 64;
/** Sources write the same reset to the second, to the minute, or rounded. */
const SAME_RESET_MS = 2 * 60_000;

/** The newer of what is known of each window; a window that is not named anew stays with its age. */
export function mergeWindows(known: readonly QuotaWindow[], fresh: readonly QuotaWindow[]): readonly QuotaWindow[] {
  const merged = new Map(known.map((window) => [window.id, window]));
  for (const window of fresh) {
    const was = merged.get(window.id);
    merged.set(window.id, was === undefined ? window : newer(was, window));
  }
  return [...merged.values()];
}

function newer(was: QuotaWindow, next: QuotaWindow): QuotaWindow {
  if (next.capturedAt < was.capturedAt) return was;
  if (hasReset(was, next.capturedAt)) return next;
  // A sentence is worth less than a field: it never outdoes one of the same moment, nor a reset that is known exactly.
  const outranked = next.source === 'text' && was.source !== 'text';
  if (outranked && (next.capturedAt === was.capturedAt || was.state === 'exhausted')) return was;
  if (next.usedPercent !== null || next.state === 'exhausted') return next;
  const knew = was.usedPercent !== null || was.state !== 'unknown';
  if (next.state === 'unknown') return knew ? was : next;
  // A verdict without a number leaves the number of the same window with its own source and age.
  const stays = was.usedPercent !== null && was.state !== 'exhausted' && sameReset(was.resetsAt, next.resetsAt);
  return stays ? { ...was, state: next.state } : next;
}

function sameReset(one: Instant | null, other: Instant | null): boolean {
  return one === null || other === null || Math.abs(Date.parse(one) - Date.parse(other)) <= SAME_RESET_MS;
}

/** The last numbers of each window in the order of their times, each time once. */
export function mergeSamples(known: readonly Sample[], fresh: readonly QuotaWindow[]): readonly Sample[] {
  const samples = new Map(known.map((sample) => [`${sample.windowId} ${sample.at}`, sample]));
  for (const { id, capturedAt: at, usedPercent, resetsAt, source } of fresh) {
    if (usedPercent !== null) samples.set(`${id} ${at}`, { at, windowId: id, usedPercent, resetsAt, source });
  }
  // Instants have one width; a locale's order would cost a status line eight milliseconds.
  const sorted = [...samples.values()].toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
  const left = new Map<string, number>();
  return sorted
    .toReversed()
    .filter(({ windowId }) => {
      const count = (left.get(windowId) ?? 0) + 1;
      left.set(windowId, count);
      return count <= SAMPLES_PER_WINDOW;
    })
    .toReversed();
}
