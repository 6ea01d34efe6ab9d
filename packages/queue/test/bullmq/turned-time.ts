import { createFakeClock, type FakeClock } from '@ccx/testkit';
import { onTestFinished, vi } from 'vitest';

/** Virtual time for a queue on BullMQ, which reads the process's clock itself: both are turned together. */
export function turnedTime(): FakeClock {
  const clock = createFakeClock();
  const set = (): void => void vi.setSystemTime(Date.parse(clock.now()));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(clock.now()) });
  onTestFinished(() => void vi.useRealTimers());
  return {
    ...clock,
    advance: async (ms) => {
      await clock.advance(ms);
      set();
    },
    advanceTo: async (instant) => {
      await clock.advanceTo(instant);
      set();
    },
    get pending() {
      return clock.pending;
    },
  };
}
