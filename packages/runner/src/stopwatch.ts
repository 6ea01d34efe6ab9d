import type { Clock } from '@ccx/contracts';

/** Milliseconds that count for deadlines. */
export interface Stopwatch {
  elapsedMs(): number;
  /** Stops counting; calls nest, each needs its `release`. */
  hold(): void;
  release(): void;
  readonly held: boolean;
}

/**
 * Counts time, but not while it is held, and no single step longer than `largestStepMs`: who looks more often than
 * that and still sees a longer step had a machine that slept, or a clock that was set.
 */
export function createStopwatch(clock: Clock, largestStepMs: number): Stopwatch {
  let counted = 0;
  let holds = 0;
  let looked = Date.parse(clock.now());

  const look = (): void => {
    const now = Date.parse(clock.now());
    if (holds === 0) counted += Math.min(Math.max(0, now - looked), largestStepMs);
    looked = now;
  };
  return {
    elapsedMs() {
      look();
      return counted;
    },
    hold() {
      look();
      holds += 1;
    },
    release() {
      look();
      holds = Math.max(0, holds - 1);
    },
    get held() {
      return holds > 0;
    },
  };
}
