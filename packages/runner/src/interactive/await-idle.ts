import type { Clock } from '@ccx/contracts';
import type { LiveSession } from '../agent-adapter.ts';

export interface IdleOptions {
  /** The session as it is now; `null` where anything is in doubt. */
  readonly look: () => Promise<LiveSession | null>;
  readonly clock: Clock;
  /** Between two looks. */
  readonly pollMs: number;
  /** How long nothing may have happened. */
  readonly idleMs: number;
  /** When the person last typed, in milliseconds since 1970; `null` is unknown. */
  readonly lastTyped: () => number | null;
  /** Whether this session may be ended now; asked when it has been idle for long enough. */
  readonly mayEnd: (sessionId: string) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/**
 * Waits until a session is idle, has been so for a while without a change, and nobody typed meanwhile: half a prompt is
 * work too.
 *
 * @returns the session; `null` where the signal was aborted first
 */
export async function awaitIdle({
  look,
  clock,
  pollMs,
  idleMs,
  lastTyped,
  mayEnd,
  signal,
}: IdleOptions): Promise<LiveSession | null> {
  let mark: string | null = null;
  let sinceMs = 0;
  while (!signal.aborted) {
    const session = await look();
    const nowMs = Date.parse(clock.now());
    if (session?.mark !== mark) sinceMs = nowMs;
    mark = session?.mark ?? null;
    const quietSinceMs = Math.max(sinceMs, lastTyped() ?? 0);
    if (session?.idle === true && nowMs - quietSinceMs >= idleMs && (await mayEnd(session.sessionId))) {
      // Once more, for the answer may have taken its time.
      const last = await look();
      const typed = (lastTyped() ?? 0) > quietSinceMs;
      if (last?.mark === mark && !typed && !signal.aborted) return last;
    }
    await clock.sleep(pollMs, signal).catch(() => {});
  }
  return null;
}
