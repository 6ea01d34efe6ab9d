import { setImmediate } from 'node:timers';
import type { Clock, Instant } from '@ccx/contracts';
import { CcxError, instantFromMs } from '@ccx/contracts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves time on by `ms`, waking every sleeper at its own moment, in order of time. */
  advance(ms: number): Promise<void>;
  /** As {@link FakeClock.advance}, up to a point in time; a point in the past is an error. */
  advanceTo(instant: Instant): Promise<void>;
  /** Sleepers that were neither woken nor aborted. */
  readonly pending: number;
}

interface Sleeper {
  readonly due: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * Virtual time for code that takes a `Clock`. Between two sleepers everything that is ready to run has run, so a
 * woken one may sleep again and still be woken within the same `advance`.
 *
 * @param start default `2026-01-01T00:00:00.000Z`
 * @example
 * const clock = createFakeClock();
 * const slept = clock.sleep(60_000);
 * await clock.advance(60_000);
 * await slept; // a minute later, at once
 */
export function createFakeClock(start: Instant = '2026-01-01T00:00:00.000Z'): FakeClock {
  const sleepers = new Set<Sleeper>();
  let nowMs = parse(start);
  let order = 0;

  async function moveTo(targetMs: number): Promise<void> {
    await settle();
    for (let next = earliest(sleepers, targetMs); next !== null; next = earliest(sleepers, targetMs)) {
      nowMs = Math.max(nowMs, next.due);
      sleepers.delete(next);
      next.wake();
      await settle();
    }
    nowMs = targetMs;
  }

  return {
    now: () => print(nowMs),
    sleep(ms, signal) {
      if (signal?.aborted === true) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const abort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          due: nowMs + Math.max(0, ms),
          order: order++,
          wake: () => {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abort, { once: true });
      });
    },
    advance(ms) {
      if (!(ms >= 0)) throw new CcxError('invalid_argument', `advance(${ms}): expected milliseconds from 0 up`);
      return moveTo(nowMs + ms);
    },
    advanceTo(instant) {
      const targetMs = parse(instant);
      if (targetMs < nowMs) {
        throw new CcxError('invalid_argument', `advanceTo(${instant}): the clock already stands at ${print(nowMs)}`);
      }
      return moveTo(targetMs);
    },
    get pending() {
      return sleepers.size;
    },
  };
}

function earliest(sleepers: ReadonlySet<Sleeper>, untilMs: number): Sleeper | null {
  let found: Sleeper | null = null;
  for (const one of sleepers) {
    if (one.due > untilMs) continue;
    if (found === null || one.due < found.due || (one.due === found.due && one.order < found.order)) found = one;
  }
  return found;
}

/** An immediate comes after all promise callbacks that are ready, however many each of them adds. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function parse(instant: Instant): number {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms))
    throw new CcxError('invalid_argument', `"${instant}" is not an instant like 2026-01-01T00:00:00.000Z`);
  return ms;
}

function print(ms: number): Instant {
  const instant = instantFromMs(ms);
  if (instant === null) throw new CcxError('invalid_argument', `${ms} ms after 1970 is not a date`);
  return instant;
}
