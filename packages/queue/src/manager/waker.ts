import type { Clock, Instant } from '@ccx/contracts';

/** A bell for one sleeper: rung while nobody sleeps, it lets the next sleep end at once. */
export interface Waker {
  wake(): void;
  /** Until rung, until the time is there (`null`: only when rung), or until aborted, whichever comes first. */
  sleep(until: Instant | null): Promise<void>;
}

/** @param napMs the longest sleep of the clock: a suspended machine's timers stand still while its calendar goes on */
export function createWaker(clock: Clock, signal: AbortSignal, napMs: number): Waker {
  let rung = false;
  let ring = (): void => {};
  return {
    wake() {
      rung = true;
      ring();
    },
    async sleep(until) {
      if (!rung && !signal.aborted) {
        const over = new AbortController();
        const woken = new Promise<void>((resolve) => {
          ring = resolve;
        });
        const end = (): void => ring();
        signal.addEventListener('abort', end, { once: true });
        await Promise.race([woken, untilTime(clock, until, napMs, over.signal)]);
        over.abort();
        signal.removeEventListener('abort', end);
      }
      rung = false;
    },
  };
}

async function untilTime(clock: Clock, until: Instant | null, napMs: number, over: AbortSignal): Promise<void> {
  if (until === null) return new Promise(() => {});
  for (;;) {
    const leftMs = Date.parse(until) - Date.parse(clock.now());
    if (leftMs <= 0) return;
    try {
      await clock.sleep(Math.min(leftMs, napMs), over);
    } catch (error) {
      if (over.aborted) return;
      throw error;
    }
  }
}
