import type { Clock, Instant, Route, RunAttempt, RunNeed } from '@ccx/contracts';

/** A router whose candidates may say what ends their block; without it, only a known return is waited for. */
interface Waitable<R extends WaitableRoute> {
  next(need: RunNeed, before: readonly RunAttempt[]): Promise<R>;
}

interface WaitableRoute extends Omit<Route, 'candidates'> {
  readonly candidates: readonly {
    readonly blocked: { readonly until: Instant | null; readonly endsBy?: 'time' | 'person' | 'never' } | null;
  }[];
}

/** What is waited for. */
export interface RouteWait {
  /** When the router is asked again. */
  readonly until: Instant;
  /** When the first account comes back, `until` being a little later; `null`: nobody knows. */
  readonly earliest: Instant | null;
}

export interface WaitingRouterOptions {
  readonly clock: Clock;
  /** How long after a return to ask: the vendors' clocks are not ours. In milliseconds. @default 120_000 */
  readonly marginMs?: number;
  /** Told what is waited for before each wait. */
  readonly onWait?: (waiting: RouteWait) => void;
  readonly signal?: AbortSignal;
  /** The longest sleep, so that a machine that was suspended and a clock that was set are noticed. @default 30_000 */
  readonly napMs?: number;
}

/** How often to ask where an account may come back and nobody says when. */
const LOOK_EVERY_MS = 15 * 60_000;

/**
 * A router that waits where no account has room, until the first one comes back by the clock on the wall, and asks again.
 * It does not wait for what only a person can end: a login, a hold without an end, money that is missing.
 *
 * @throws the reason of `signal` when that is aborted
 * @example
 * runner.chain(request, need, waitingRouter(router, { clock, onWait: ({ until }) => say(until), signal }));
 */
export function waitingRouter<R extends WaitableRoute>(
  router: Waitable<R>,
  { clock, marginMs = 120_000, onWait, signal, napMs = 30_000 }: WaitingRouterOptions,
): Waitable<R> {
  return {
    async next(need, before) {
      for (;;) {
        signal?.throwIfAborted();
        const route = await router.next(need, before);
        if (signal?.aborted === true) {
          await route.reservation?.release();
          throw signal.reason;
        }
        const wait = waitFor(route, clock.now(), { marginMs, napMs });
        if (wait === null) return route;
        onWait?.(wait);
        await sleepUntil(wait.until);
      }
    },
  };

  async function sleepUntil(until: Instant): Promise<void> {
    for (;;) {
      const leftMs = Date.parse(until) - Date.parse(clock.now());
      if (leftMs <= 0) return;
      await clock.sleep(Math.min(leftMs, napMs), signal);
    }
  }
}

/** `null`: there is a place, or nothing to wait for; a router that gives none although one is free has its reasons. */
function waitFor(
  { reservation, candidates }: WaitableRoute,
  now: Instant,
  { marginMs, napMs }: Required<Pick<WaitingRouterOptions, 'marginMs' | 'napMs'>>,
): RouteWait | null {
  if (reservation !== null || candidates.some(({ blocked }) => blocked === null)) return null;
  const timed = candidates.flatMap(({ blocked }) =>
    blocked !== null && (blocked.endsBy ?? (blocked.until === null ? 'never' : 'time')) === 'time' ? [blocked] : [],
  );
  if (timed.length === 0) return null;
  const earliest = timed.flatMap(({ until }) => until ?? []).toSorted()[0] ?? null;
  const nowMs = Date.parse(now);
  const earliestMs = earliest === null ? Infinity : Date.parse(earliest);
  // Who is not back when it said is asked again in a while, never at once.
  const backMs = earliestMs > nowMs ? earliestMs + marginMs : nowMs + Math.max(marginMs, napMs);
  const lookMs = timed.some(({ until }) => until === null) ? nowMs + LOOK_EVERY_MS : Infinity;
  return { until: new Date(Math.min(backMs, lookMs)).toISOString(), earliest };
}
