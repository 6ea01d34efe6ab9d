import { type Clock, type Instant, instantFromMs } from '@ccx/contracts';

/** A time that moves only from one sleeper to the next. */
export interface PlanClock extends Clock {
  /** Wakes the next sleepers, if they are due before `untilMs`; `false` where none is. */
  step(untilMs: number): boolean;
}

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

export function createPlanClock(start: Instant): PlanClock {
  const sleepers = new Set<Sleeper>();
  let nowMs = Date.parse(start);
  return {
    now: () => instantFromMs(nowMs) ?? start,
    sleep(ms, signal) {
      if (signal?.aborted === true) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const abort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const wake = (): void => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        const sleeper: Sleeper = { due: nowMs + Math.max(0, ms), wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abort, { once: true });
      });
    },
    step(untilMs) {
      const due = Math.min(...[...sleepers].map((one) => one.due));
      if (!(due <= untilMs)) return false;
      nowMs = Math.max(nowMs, due);
      for (const one of [...sleepers].filter((other) => other.due <= nowMs)) {
        sleepers.delete(one);
        one.wake();
      }
      return true;
    },
  };
}
