import type { Clock, Instant } from '@ccx/contracts';
import type { Backlog } from '../backlog.ts';
import type { ManagerConfig } from './config.ts';
import type { Detection } from './detection.ts';
import type { Drain } from './drain.ts';
import { earliest, later, latest } from './later.ts';
import type { Waker } from './waker.ts';
import { messageOf } from './words.ts';

export interface WorkLoopPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly config: () => Promise<ManagerConfig>;
  readonly detection: Detection;
  readonly queue: Pick<Backlog, 'prune'>;
  readonly drain: Drain;
  readonly waker: Waker;
  readonly say: (text: string) => void;
  readonly onIdle: (about: { readonly nextAt: Instant | null }) => void;
}

/** A queue that answers "now" and gives nothing is not asked in a circle. */
const BREATH_MS = 1_000;
/** A queue that fails so often, ten seconds apart, is not there any more. */
const MOST_FAILURES = 10;
const AGAIN_MS = 10_000;

/**
 * Housekeeping at its times, then everything that may begin, then sleep; until the signal is aborted.
 *
 * @throws what the queue says where it cannot be asked for a minute and a half
 */
export async function workLoop(
  { clock, config, detection, queue, drain, waker, say, onIdle }: WorkLoopPorts,
  signal: AbortSignal,
): Promise<void> {
  let tickAt = clock.now();
  let ticking: Promise<void> | null = null;
  let failures = 0;
  /** A queue that failed is left alone until then, whatever rings. */
  let againAt = '';

  async function retain(keepMs: number): Promise<void> {
    const before = later(clock.now(), -keepMs);
    await queue
      .prune({ states: ['done', 'dead', 'cancelled'], before })
      .catch((error: unknown) => say(`What ended before ${before} could not be taken away: ${messageOf(error)}`));
  }

  async function tick({ enabled, detectEveryMs, keepEndedMs }: ManagerConfig): Promise<void> {
    await detection.cleanup(signal);
    if (keepEndedMs !== null) await retain(keepEndedMs);
    if (enabled) await detection.scan(signal, detectEveryMs);
    ticking = null;
    waker.wake();
  }

  async function begin(now: ManagerConfig): Promise<Instant | null> {
    if (clock.now() < againAt) return againAt;
    try {
      const nextAt = now.enabled ? await drain.run(now, signal) : null;
      failures = 0;
      if (ticking === null && drain.isIdle) onIdle({ nextAt });
      return nextAt;
    } catch (error) {
      failures += 1;
      if (failures >= MOST_FAILURES) throw error;
      say(`The queue could not be asked: ${messageOf(error)}`);
      againAt = later(clock.now(), AGAIN_MS);
      return againAt;
    }
  }

  try {
    while (!signal.aborted) {
      const now = await config();
      if (tickAt <= clock.now()) {
        tickAt = later(clock.now(), now.detectEveryMs);
        // Beside the work: a scan of many folders keeps nothing waiting.
        ticking ??= tick(now);
      }
      const nextAt = await begin(now);
      await waker.sleep(earliest(nextAt === null ? null : latest(nextAt, later(clock.now(), BREATH_MS)), tickAt));
    }
  } finally {
    await ticking;
  }
}
