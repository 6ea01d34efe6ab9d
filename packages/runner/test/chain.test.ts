import { allTries, CcxError, type FailureClass, type Route, type Router, type RunOutcome } from '@ccx/contracts';
import { until } from '@ccx/testkit';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { backoffMs } from '../src/chain/backoff.ts';
import { routeOf } from '../src/index.ts';
import type { ChainPorts } from '../src/chain/chain.ts';
import {
  attemptOn,
  createChainLab,
  failing,
  SUCCESS,
  targetNamed,
  type ChainLab,
  type Played,
} from './support/chain-lab.ts';

const work = targetNamed('work');
const home = targetNamed('private');
const codex = targetNamed('codex', 'codex');
const SIX_HOURS = 6 * 3_600_000;

const labs: ChainLab[] = [];
/** Every test ends with all its places given back and nothing asleep. */
afterEach(() => {
  for (const { places, clock } of labs.splice(0)) {
    if (places.released !== places.taken) throw new Error(`${places.taken} places taken, ${places.released} released`);
    if (clock.pending > 0) throw new Error(`${clock.pending} sleepers left`);
  }
});
function lab(...outcomes: readonly Played[]): ChainLab {
  const made = createChainLab(...outcomes);
  labs.push(made);
  return made;
}
const names = ({ sent }: ChainLab): readonly (string | null)[] => sent.map(({ name }) => name);

describe('a chain goes on', () => {
  test('to the next account after a limit, with the same request, and says why', async () => {
    const one = lab(failing('limit'), SUCCESS);
    const { attempts, cancelled } = await one.run(one.offering(work, home));
    expect([names(one), cancelled]).toEqual([['work', 'private'], false]);
    expect(one.sent[1]?.request).toEqual(one.sent[0]?.request);
    expect(attempts.map(({ outcome, why }) => [outcome.status, why])).toEqual([
      ['limited', 'first choice'],
      ['success', 'work hit its 5-hour limit; no tool had run: trying private'],
    ]);
    expect(one.said).toEqual(['work hit its 5-hour limit; no tool had run: trying private']);
    expect(one.places.taken).toBe(2);
  });

  test('to the next account where money is missing', async () => {
    const one = lab(failing('billing'), SUCCESS);
    await one.run(one.offering(work, home));
    expect(names(one)).toEqual(['work', 'private']);
    expect(one.said).toEqual(['work cannot be charged; no tool had run: trying private']);
  });

  test('on a busy account once more after a while, under the same place, then elsewhere', async () => {
    const one = lab(failing('overload'), failing('overload'), SUCCESS);
    const ended = one.run(one.offering(work, home));
    await until(() => one.clock.pending === 1);
    expect(one.places).toEqual({ taken: 1, released: 0 });
    await one.clock.advance(999);
    expect(one.sent).toHaveLength(1);
    await one.clock.advance(1);
    const { attempts } = await ended;
    expect(names(one)).toEqual(['work', 'work', 'private']);
    expect(attempts.map(({ target, outcome }) => [target.name, outcome.status])).toEqual([
      ['work', 'failed'],
      ['private', 'success'],
    ]);
    expect(attempts[0]?.earlierTries?.map(({ why }) => why)).toEqual(['first choice']);
    expect(attempts[0]?.why).toBe('work is overloaded; no tool had run: trying it again');
    expect(allTries(attempts)).toHaveLength(3);
    expect(one.said[0]).toBe('work is overloaded; no tool had run: trying it again in 1.0 s');
    expect(one.places.taken).toBe(2);
  });

  test('past a target that cannot begin, which it tells the router and the person', async () => {
    const one = lab(failing('limit'), new Error('not installed'), SUCCESS);
    const told: string[][] = [];
    const offered = one.offering(work, codex, home);
    const router: Router = {
      next(need, before) {
        told.push(before.map(({ target }) => target.name ?? ''));
        return offered.next(need, before);
      },
    };
    const { attempts } = await one.run(router);
    expect(told).toEqual([[], ['work'], ['work', 'codex']]);
    expect(attempts.map(({ target }) => target.name)).toEqual(['work', 'private']);
    expect(attempts[1]?.warnings).toEqual(['codex could not be tried: not installed']);
    expect(one.places.taken).toBe(3);
  });

  test('six hours later, on an account that came back', async () => {
    const one = lab(failing('limit'), SUCCESS);
    const offered = one.offering(work, work);
    let asked = 0;
    const patient: Router = {
      async next(need, before) {
        if (asked++ > 0) await one.clock.sleep(SIX_HOURS);
        return offered.next(need, before);
      },
    };
    const ended = one.run(patient);
    await until(() => one.clock.pending === 1);
    await one.clock.advance(SIX_HOURS);
    expect((await ended).attempts).toHaveLength(2);
    expect(one.sent.map(({ at }) => at)).toEqual(['2026-01-01T00:00:00.000Z', '2026-01-01T06:00:00.000Z']);
  });

  test('with a router that sees every attempt and changes its mind', async () => {
    const one = lab(failing('limit'), failing('limit'), SUCCESS);
    const seen: string[][] = [];
    const router: Router = {
      async next(_need, before) {
        seen.push(before.map(({ target }) => target.name ?? ''));
        const target = [work, home, codex][before.length] ?? work;
        return { reservation: one.reserve(target), earliest: null, candidates: [] };
      },
    };
    await one.run(router);
    expect(seen).toEqual([[], ['work'], ['work', 'private']]);
    expect(names(one)).toEqual(['work', 'private', 'codex']);
  });
});

describe('a chain ends', () => {
  const NEVER_ON: readonly FailureClass[] = [
    'auth',
    'transport',
    'config',
    'context',
    'refused',
    'tool',
    'budget',
    'turns',
    'protocol',
    'unknown',
  ];
  const ends: readonly (readonly [string, RunOutcome])[] = [
    ...NEVER_ON.map((name) => [name, failing(name)] as const),
    ['timed-out', { status: 'timed-out', deadline: 'idle' }],
    ['cancelled', { status: 'cancelled' }],
    ['success', SUCCESS],
  ];
  test.for(ends)('with the first attempt when that ended as %s', async ([, outcome]) => {
    const one = lab(outcome);
    const { attempts, cancelled } = await one.run(one.offering(work, home));
    expect(attempts.map((attempt) => attempt.outcome)).toEqual([outcome]);
    expect([cancelled, one.said]).toEqual([false, []]);
  });

  test('as its last attempt did when nobody else has room, and says so', async () => {
    const one = lab(failing('limit'));
    const { attempts } = await one.run(one.offering(work, null));
    expect(attempts[0]?.outcome.status).toBe('limited');
    expect(attempts[0]?.warnings).toEqual(['work hit its 5-hour limit; no other account has room']);
  });

  test('with an error that names every account and the earliest return, where none could be tried', async () => {
    const one = lab();
    const route: Route = {
      reservation: null,
      earliest: '2026-01-01T05:00:00.000Z',
      candidates: [{ target: work, score: null, parts: {}, blocked: { reason: 'weekly limit', until: null } }],
    };
    const error: unknown = await one.run({ next: async () => route }).catch((thrown: unknown) => thrown);
    expect(CcxError.is(error, 'no_candidate')).toBe(true);
    expect(error).toMatchObject({
      message: 'No account can run this now. work: weekly limit.',
      hint: 'The first one comes back at 2026-01-01T05:00:00.000Z.',
    });
    expect(routeOf(error)).toBe(route);
    expect(JSON.stringify(error)).not.toContain('candidates');
  });

  test('with an error that tells no candidates from none with room', async () => {
    const route: Route = { reservation: null, earliest: null, candidates: [] };
    const error: unknown = await lab()
      .run({ next: async () => route })
      .catch((thrown: unknown) => thrown);
    expect(routeOf(error)?.candidates).toEqual([]);
    for (const other of [
      new CcxError('no_candidate', 'x', { cause: { candidates: 'x' } }),
      new Error('x'),
      null,
      route,
    ]) {
      expect(routeOf(other)).toBeNull();
    }
  });

  test('with the error of a first attempt that could not begin', async () => {
    const one = lab(new Error('not installed'));
    await expect(one.run(one.offering(work))).rejects.toThrow('not installed');
    expect(one.places).toEqual({ taken: 1, released: 1 });
  });

  test('as its last attempt did when the next one could not begin and nobody else is there', async () => {
    const one = lab(failing('limit'), new Error('not installed'));
    const { attempts } = await one.run(one.offering(work, codex));
    expect(attempts.map(({ outcome, warnings }) => [outcome.status, warnings])).toEqual([
      ['limited', ['codex could not be tried: not installed', 'work hit its 5-hour limit; no other account has room']],
    ]);
  });

  test('when its router fails, with every place given back', async () => {
    const one = lab(failing('limit'));
    const offered = one.offering(work);
    let asked = 0;
    const broken: Router = {
      async next(need, before) {
        if (asked++ > 0) throw new Error('no disk');
        return offered.next(need, before);
      },
    };
    await expect(one.run(broken)).rejects.toThrow('no disk');
    expect(one.places).toEqual({ taken: 1, released: 1 });
  });

  test('with its result also where a place cannot be given back', async () => {
    const one = lab(SUCCESS);
    const router: Router = {
      next: async () => ({
        reservation: { target: work, release: () => Promise.reject(new Error('no disk')) },
        earliest: null,
        candidates: [],
      }),
    };
    expect((await one.run(router)).attempts).toHaveLength(1);
    expect(one.said).toEqual(['A place could not be given back: no disk']);
  });

  test('after so many targets that cannot begin, whatever a router offers', async () => {
    const one = lab(failing('limit'), ...Array.from({ length: 40 }, () => new Error('not installed')));
    await one.run(one.offering(...Array.from({ length: 40 }, () => work)));
    expect(one.sent).toHaveLength(25);
  });

  test('after so many attempts, whatever a router offers', async () => {
    const one = lab(...Array.from({ length: 40 }, () => failing('limit')));
    const { attempts } = await one.run(one.offering(...Array.from({ length: 40 }, () => work)));
    expect(attempts).toHaveLength(25);
    expect(attempts.at(-1)?.warnings).toEqual(['The run was given up after 25 starts.']);
  });

  test('when its time or its money is used up, and gives later attempts what is left', async () => {
    const one = lab({ outcome: failing('limit'), costUsd: 0.75 }, { outcome: failing('limit'), costUsd: 0.5 });
    const { attempts } = await one.run(one.offering(work, home, codex), {}, { maxBudgetUsd: 1, timeoutMs: 60_000 });
    expect(one.sent.map(({ request }) => request.maxBudgetUsd)).toEqual([1, 0.25]);
    expect(attempts.at(-1)?.warnings).toEqual(['The time or the money for this run is used up.']);
  });
});

test('the money of an earlier try on a busy account is spent too', async () => {
  const busy = { outcome: failing('overload'), costUsd: 0.25 };
  const one = lab(busy, busy, SUCCESS);
  const ended = one.run(one.offering(work, home), {}, { maxBudgetUsd: 1 });
  await until(() => one.clock.pending === 1);
  await one.clock.advance(1_000);
  await ended;
  expect(one.sent.map(({ request }) => request.maxBudgetUsd)).toEqual([1, 0.75, 0.5]);
});

describe('the caller ends a chain', () => {
  test('while a busy account is waited for', async () => {
    const one = lab(failing('overload'));
    const ended = one.run(one.offering(work, home));
    await until(() => one.clock.pending === 1);
    one.stop.abort();
    expect(await ended).toMatchObject({ cancelled: true, attempts: [{ outcome: { status: 'failed' } }] });
  });

  test('while the router looks for another account, and a late place is given back', async () => {
    const one = lab(failing('limit'));
    let answer = (): void => {};
    let asked = 0;
    const slow: Router = {
      next: () =>
        new Promise((resolve) => {
          answer = () => resolve({ reservation: one.reserve(work), earliest: null, candidates: [] });
          if (asked++ === 0) answer();
        }),
    };
    const ended = one.run(slow);
    await until(() => asked === 2);
    one.stop.abort();
    expect(await ended).toMatchObject({ cancelled: true });
    answer();
    await until(() => one.places.released === 2);
  });

  test('while the router looks for the first account: an error, and a late place is given back', async () => {
    const one = lab();
    let answer = (): void => {};
    const looking = new Promise<Route>((resolve) => {
      answer = () => resolve({ reservation: one.reserve(work), earliest: null, candidates: [] });
    });
    const ended = one.run({ next: () => looking });
    one.stop.abort();
    const error: unknown = await ended.catch((thrown: unknown) => thrown);
    expect(CcxError.is(error, 'no_candidate')).toBe(true);
    expect(error).toMatchObject({ message: expect.stringContaining('stopped before it began') });
    expect(routeOf(error)).toBeNull();
    answer();
    await until(() => one.places.released === 1);
    expect(names(one)).toEqual([]);
  });

  test('while an attempt that met a limit was ending', async () => {
    const one = lab();
    let made = 0;
    const attempt: ChainPorts['attempt'] = async (_request, target) => {
      made += 1;
      one.stop.abort();
      return attemptOn(target, failing('limit'));
    };
    expect(await one.run(one.offering(work, home), { attempt })).toMatchObject({ cancelled: true });
    expect(made).toBe(1);
  });
});

test('the wait for a busy account is random below a bound that doubles and stays below a minute', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 0.999_999, noNaN: true }), (tries, dice) => {
      const ms = backoffMs(tries, () => dice);
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThan(Math.min(60_000, 2_000 * 2 ** (tries - 1)));
    }),
  );
  expect([1, 2, 3, 20].map((tries) => backoffMs(tries, () => 0.5))).toEqual([1_000, 2_000, 4_000, 30_000]);
});
