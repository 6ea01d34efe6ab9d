import type { Clock, Instant, Route, RunNeed } from '@ccx/contracts';
import { createFakeClock } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { atMost, createRouter, waitingRouter, type RouteWait } from '../src/index.ts';
import { anAttempt, aWorld, limitedUntil, sessions, targetOf } from './route-support.ts';
import { aNeed, aProfile, aState, at, HOUR, MINUTE, NOW, session } from './support.ts';

const work = aProfile('work');
const need: RunNeed = aNeed();
const MARGIN = 2 * MINUTE;

/** A router that has room from an instant on, and says so or not. */
function roomFrom(
  from: Instant,
  clock: Pick<Clock, 'now'>,
  blocked: { until: Instant | null; endsBy?: 'time' | 'person' | 'never' },
) {
  const asked: Instant[] = [];
  const released: Instant[] = [];
  const router = {
    async next(): Promise<Route> {
      asked.push(clock.now());
      if (clock.now() < from) {
        const candidate = {
          target: targetOf(work),
          score: null,
          parts: {},
          blocked: { reason: 'used up', ...blocked },
        };
        return { reservation: null, earliest: blocked.until, candidates: [candidate] };
      }
      const release = async (): Promise<void> => void released.push(clock.now());
      return { reservation: { target: targetOf(work), release }, earliest: null, candidates: [] };
    },
  };
  return { router, asked, released };
}

describe('a waiting router', () => {
  test('asks again two minutes after the earliest return, says so, and hands on the place', async () => {
    const { ports, clock, remember } = aWorld([work], { quota: sessions([work, 100]) });
    const waits: RouteWait[] = [];
    const router = waitingRouter(createRouter(ports), { clock, onWait: (wait) => waits.push(wait) });
    const routed = router.next(need, []);
    await clock.advance(2 * HOUR + MARGIN - 1);
    expect(waits).toEqual([{ until: at(2 * HOUR + MARGIN), earliest: at(2 * HOUR) }]);
    expect(clock.pending).toBe(1);
    remember(aState(work, [session(3, { resetsAt: at(7 * HOUR) })]));
    await clock.advance(1);
    const route = await routed;
    expect(route.reservation?.target.name).toBe('work');
    expect(route.candidates[0]).toMatchObject({ headroomPercent: 97 });
  });

  test('goes on with an account that a limit of the same run holds, once that is over', async () => {
    const { ports, clock } = aWorld([work]);
    const router = waitingRouter(createRouter(ports), { clock });
    const routed = router.next(need, [anAttempt(work, limitedUntil(at(HOUR)))]);
    await clock.advance(HOUR + MARGIN);
    expect((await routed).reservation?.target.name).toBe('work');
  });

  test('does not wait where there is room', async () => {
    const { ports, clock } = aWorld([work]);
    const route = await waitingRouter(createRouter(ports), { clock }).next(need, []);
    expect(route.reservation).not.toBeNull();
  });

  test('looks again every 15 minutes where nobody says when an account comes back', async () => {
    const clock = createFakeClock(NOW);
    const { router, asked } = roomFrom(at(40 * MINUTE), clock, { until: null, endsBy: 'time' });
    const waits: RouteWait[] = [];
    const routed = waitingRouter(router, { clock, onWait: (wait) => waits.push(wait) }).next(need, []);
    await clock.advance(45 * MINUTE);
    expect((await routed).reservation).not.toBeNull();
    expect(asked).toEqual([0, 15, 30, 45].map((minutes) => at(minutes * MINUTE)));
    expect(waits[0]).toEqual({ until: at(15 * MINUTE), earliest: null });
  });

  test('keeps on waiting, with the margin, where an account is not back when it said', async () => {
    const clock = createFakeClock(NOW);
    const { router, asked } = roomFrom(at(10 * MINUTE), clock, { until: at(5 * MINUTE), endsBy: 'time' });
    const routed = waitingRouter(router, { clock }).next(need, []);
    await clock.advance(HOUR);
    await routed;
    expect(asked).toEqual([0, 7, 9, 11].map((minutes) => at(minutes * MINUTE)));

    const other = roomFrom(at(2 * HOUR), clock, { until: at(5 * MINUTE), endsBy: 'time' });
    const again = waitingRouter(other.router, { clock, marginMs: 0 }).next(need, []);
    await clock.advance(HOUR);
    await again;
    expect(other.asked).toHaveLength(121);
  });

  test.for([
    ['a person has to act', { until: null, endsBy: 'person' }],
    ['the run does not come back there', { until: null, endsBy: 'never' }],
    ['the router does not say what would end it', { until: null }],
  ] as const)('returns at once where %s', async ([, blocked]) => {
    const clock = createFakeClock(NOW);
    const { router, asked } = roomFrom(at(HOUR), clock, blocked);
    expect((await waitingRouter(router, { clock }).next(need, [])).reservation).toBeNull();
    expect(asked).toHaveLength(1);
  });

  test('returns at once where a router offers nothing although an account is free', async () => {
    const { ports, clock, remember } = aWorld([work, aProfile('spare')], { quota: sessions([work, 100]) });
    remember(aState(aProfile('spare'), [session(10)]));
    const router = atMost(createRouter(ports), 0);
    expect((await waitingRouter(router, { clock }).next(need, [])).reservation).toBeNull();
  });

  test('waits for a router of the contract, which says no more than when', async () => {
    const clock = createFakeClock(NOW);
    const { router } = roomFrom(at(HOUR), clock, { until: at(HOUR) });
    const routed = waitingRouter(router, { clock, marginMs: 0 }).next(need, []);
    await clock.advance(HOUR);
    expect((await routed).reservation).not.toBeNull();
  });

  test('is over soon after the machine wakes up, however much of its sleep the timer has missed', async () => {
    const timer = createFakeClock(NOW);
    let asleepMs = 0;
    const wall: Clock = {
      now: () => new Date(Date.parse(timer.now()) + asleepMs).toISOString(),
      sleep: (ms, signal) => timer.sleep(ms, signal),
    };
    const { router, asked } = roomFrom(at(3 * HOUR), wall, { until: at(3 * HOUR), endsBy: 'time' });
    const routed = waitingRouter(router, { clock: wall }).next(need, []);
    await timer.advance(MINUTE);
    asleepMs = 8 * HOUR;
    await timer.advance(30_000);
    expect((await routed).reservation).not.toBeNull();
    expect(asked).toHaveLength(2);
  });

  test('waits on by the clock on the wall where that is set back', async () => {
    const timer = createFakeClock(NOW);
    let setMs = 0;
    const wall: Clock = {
      now: () => new Date(Date.parse(timer.now()) + setMs).toISOString(),
      sleep: (ms, signal) => timer.sleep(ms, signal),
    };
    const { router, asked } = roomFrom(at(HOUR), wall, { until: at(HOUR), endsBy: 'time' });
    const routed = waitingRouter(router, { clock: wall }).next(need, []);
    await timer.advance(30 * MINUTE);
    setMs = -HOUR;
    await timer.advance(90 * MINUTE);
    expect(asked).toHaveLength(1);
    await timer.advance(3 * MINUTE);
    expect((await routed).reservation).not.toBeNull();
  });

  test('rejects with the reason of its signal, and sleeps no longer', async () => {
    const { ports, clock } = aWorld([work], { quota: sessions([work, 100]) });
    const stop = new AbortController();
    const routed = waitingRouter(createRouter(ports), { clock, signal: stop.signal }).next(need, []);
    await clock.advance(MINUTE);
    expect(clock.pending).toBe(1);
    stop.abort(new Error('enough'));
    await expect(routed).rejects.toThrow('enough');
    expect(clock.pending).toBe(0);
  });

  test('gives a place back that it got when nobody wants it any more', async () => {
    const clock = createFakeClock(NOW);
    const { router, released } = roomFrom(NOW, clock, { until: null });
    const stop = new AbortController();
    const late = {
      next: async () => {
        const route = await router.next();
        stop.abort(new Error('enough'));
        return route;
      },
    };
    await expect(waitingRouter(late, { clock, signal: stop.signal }).next(need, [])).rejects.toThrow('enough');
    expect(released).toEqual([NOW]);
  });
});
