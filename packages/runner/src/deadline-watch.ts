import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '@ccx/contracts';
import type { DeadlineKind, Deadlines } from './deadlines.ts';
import type { Stopwatch } from './stopwatch.ts';

/** The longest time without a look at the clock, see {@link LARGEST_STEP_MS}. */
const SLICE_MS = 20_000;
/** A longer step between two looks is the sleep of the machine, and counts no more than this. */
export const LARGEST_STEP_MS = 60_000;

/** Waits for the next deadline to pass, whichever it is by then. */
export interface DeadlineWatch {
  /** Resolves with the deadline that passed; `null` when it was stopped before. */
  readonly passed: Promise<DeadlineKind | null>;
  /** Something happened: what is due may be due earlier, or time counts again. */
  look(): void;
  stop(): void;
}

export function watchDeadlines(deadlines: Deadlines, stopwatch: Stopwatch, clock: Clock): DeadlineWatch {
  let stopped = false;
  let nap: AbortController | null = null;
  /** Until when, on the counted axis, nothing is to be done unless something happens. */
  let plannedMs = 0;

  async function watch(): Promise<DeadlineKind | null> {
    let sure = false;
    while (!stopped) {
      const due = deadlines.next();
      const elapsedMs = stopwatch.elapsedMs();
      if (due !== null && due.atMs <= elapsedMs && !stopwatch.held) {
        if (sure) return due.kind;
        // A loop that was busy, or a machine that slept, fires its timers before it reads what is waiting.
        sure = true;
        await nextTurn();
        continue;
      }
      sure = false;
      const leftMs = due === null || stopwatch.held ? SLICE_MS : Math.min(SLICE_MS, due.atMs - elapsedMs);
      plannedMs = elapsedMs + leftMs;
      nap = new AbortController();
      await clock.sleep(leftMs, nap.signal).catch((error: unknown) => {
        if (nap?.signal.aborted !== true) throw error;
      });
    }
    return null;
  }

  return {
    passed: watch(),
    look() {
      const due = deadlines.next();
      if (due !== null && due.atMs < plannedMs) nap?.abort();
    },
    stop() {
      stopped = true;
      nap?.abort();
    },
  };
}
