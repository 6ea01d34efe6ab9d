import { WINDOW_MS, type KnownWindow } from './known-windows.ts';

const HOUR_MS = 3_600_000;

interface Place {
  readonly start: number;
  readonly end: number;
  readonly basis: 'hour' | 'reset';
}

/** A window and what lies in it; all times in milliseconds. */
export interface Block<T> extends Place {
  readonly first: number;
  /** Moves on while the block is being filled. */
  last: number;
  readonly calls: T[];
  /** The last call before it; `null` for the very first. */
  readonly before: number | null;
}

/**
 * Splits the calls of one account into its 5-hour windows, as users of the plans reckon them: a window begins with the
 * full hour of its first call; a call more than 5 hours after that begins the next one, and so does every call after a
 * pause of more than 5 hours. Where a reset is known the window that it ends is taken as it is.
 *
 * @param calls oldest first
 */
export function* splitCalls<T>(
  calls: Iterable<T>,
  timeOf: (call: T) => number,
  windows: readonly KnownWindow[],
): Generator<Block<T>> {
  let block: Block<T> | null = null;
  for (const call of calls) {
    const at = timeOf(call);
    const window = windows.find(({ start, end }) => start <= at && at < end);
    if (block !== null && belongs(at, block, window)) {
      block.calls.push(call);
      block.last = at;
      continue;
    }
    if (block !== null) yield block;
    block = begin(call, at, placeOf(at, window, windows, block), block);
  }
  if (block !== null) yield block;
}

function begin<T>(call: T, at: number, place: Place, before: Block<T> | null): Block<T> {
  return { ...place, first: at, last: at, calls: [call], before: before?.last ?? null };
}

function belongs(at: number, { start, basis }: Place, window: KnownWindow | undefined): boolean {
  if (window !== undefined) return basis === 'reset' && start === window.start;
  return basis === 'hour' && at - start <= WINDOW_MS;
}

function placeOf(
  at: number,
  window: KnownWindow | undefined,
  windows: readonly KnownWindow[],
  before: Block<unknown> | null,
): Place {
  if (window !== undefined) return { ...window, basis: 'reset' };
  // The full hour may still belong to a window that ended in the midst of it.
  const start = Math.max(Math.floor(at / HOUR_MS) * HOUR_MS, before?.basis === 'reset' ? before.end : 0);
  const next = windows.find((known) => known.start > start)?.start ?? Infinity;
  return { start, end: Math.min(start + WINDOW_MS, next), basis: 'hour' };
}
