import { readFile, stat, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { charged, forbidden, settled, UNSPENT, type Budget, type Urgency } from '../../src/ladder/budget.ts';
import { problem, type ProblemCode } from '../../src/problem.ts';
import { account, aReading, aWindow } from '../cache/known.ts';
import { ladder, type Ladder } from './ladder.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-01-01T00:00:00.000Z');
const at = (ms: number): string => new Date(START + ms).toISOString();

/** How long until the usage endpoint may be asked again, in minutes, by the problem that says so. */
async function waitOf({ ask, clock }: Ladder, urgency: Urgency): Promise<number | null> {
  const { reading } = await ask({ urgency, maxAgeMs: 0, since: at(86_400_000) });
  if (reading.ok || reading.problem.retryAt === null) return null;
  return (Date.parse(reading.problem.retryAt) - Date.parse(clock.now())) / MINUTE;
}

describe('the usage endpoint of an account', () => {
  test('is asked once in 3 minutes, and who wants more is told when', async () => {
    const { ask, asked, clock } = await ladder({ control: 42 });
    await ask({ maxAgeMs: 0 });
    await clock.advance(MINUTE);
    const { reading, tried } = await ask({ maxAgeMs: 0 });
    const refused = { ok: false, problem: { code: 'recently-asked', retryAt: at(3 * MINUTE) } };
    expect(reading).toMatchObject(refused);
    expect(tried.at(-1)).toMatchObject({ source: 'control', reading: refused });
    await clock.advanceTo(at(3 * MINUTE - 1));
    await ask({ maxAgeMs: 0 });
    expect(asked).toEqual(['control']);
    await clock.advanceTo(at(3 * MINUTE));
    expect((await ask({ maxAgeMs: 0 })).reading.ok).toBe(true);
    expect(asked).toEqual(['control', 'control']);
  });

  test('is asked once in 15 minutes and a little in the background', async () => {
    const { ask, asked, clock } = await ladder({ control: 42 });
    await ask({ maxAgeMs: 0, urgency: 'background' });
    await clock.advanceTo(at(15 * MINUTE - 1));
    await ask({ maxAgeMs: 0, urgency: 'background' });
    expect(asked).toEqual(['control']);
    await clock.advanceTo(at(16.5 * MINUTE));
    await ask({ maxAgeMs: 0, urgency: 'background' });
    expect(asked).toEqual(['control', 'control']);
  });

  test('is asked at once for a person, and that counts for everybody else', async () => {
    const { ask, asked, clock } = await ladder({ control: 42 });
    for (const _ of [1, 2, 3]) {
      await ask({ maxAgeMs: 0, urgency: 'person' });
      await clock.advance(1_000);
    }
    expect(asked).toEqual(['control', 'control', 'control']);
    expect((await ask({ maxAgeMs: 1 })).reading).toMatchObject({ ok: false, problem: { code: 'recently-asked' } });
  });

  test('is paid for once where several ways to ask it are tried in one probe', async () => {
    const { ask, asked } = await ladder({ control: 'form-unknown', print: 42 });
    expect((await ask()).reading.ok).toBe(true);
    expect(asked).toEqual(['control', 'print']);
  });

  test('does not count what costs nothing', async () => {
    const { ask, asked } = await ladder({ log: 42 });
    await ask({ maxAgeMs: 0 });
    await ask({ maxAgeMs: 0, urgency: 'background' });
    expect(asked).toEqual(['log', 'log']);
  });

  test.for(['cli-missing', 'not-logged-in', 'not-a-subscription'] as const)(
    'was not asked by a CLI that says %s: the next may ask at once',
    async (code) => {
      const { ask, asked, says } = await ladder({ control: code });
      await ask();
      says('control', 42);
      expect((await ask()).reading.ok).toBe(true);
      expect(asked).toEqual(['control', 'control']);
    },
  );

  test('was asked by who was killed meanwhile', async () => {
    const { ask, says } = await ladder({ control: 42 });
    says('control', () => Promise.reject(new Error('killed')));
    await expect(ask()).rejects.toThrow('killed');
    says('control', 42);
    expect((await ask()).reading).toMatchObject({ ok: false, problem: { code: 'recently-asked' } });
  });
});

describe('after a 429 of the usage endpoint', () => {
  test('nobody asks it, not even for a person, for 5 minutes, then twice as long each time, up to 60', async () => {
    const world = await ladder({ control: 'usage-endpoint-limited' });
    const { ask, asked, clock } = world;
    for (const minutes of [5, 10, 20, 40, 60, 60]) {
      const { reading } = await ask({ urgency: 'person', maxAgeMs: 0 });
      expect(reading).toMatchObject({ ok: false, problem: { code: 'usage-endpoint-limited' } });
      expect(await waitOf(world, 'person')).toBeGreaterThanOrEqual(minutes);
      expect(await waitOf(world, 'person')).toBeLessThanOrEqual(minutes * 1.1);
      expect((await ask({ maxAgeMs: 0 })).reading).toMatchObject({ ok: false, problem: { code: 'cooldown' } });
      expect((await ask({ maxAgeMs: 0, urgency: 'background' })).reading.ok).toBe(false);
      expect(asked.splice(0)).toEqual(['control']);
      await clock.advance(minutes * 1.1 * MINUTE);
    }
  });

  test('a person is told when: by the refusal itself and by every question after it', async () => {
    const { ask, clock } = await ladder({ control: 'usage-endpoint-limited' });
    const first = (await ask({ urgency: 'person' })).reading;
    await clock.advance(MINUTE);
    const second = await ask({ urgency: 'person', maxAgeMs: 0 });
    expect(second.reading).toMatchObject({ ok: false, problem: { code: 'cooldown' } });
    const [told, again] = [first, second.reading].map((reading) => (reading.ok ? null : reading.problem.retryAt));
    expect(told).toBe(again);
    expect(second.state.problem).toMatchObject({ code: 'usage-endpoint-limited', retryAt: told });
  });

  test('numbers are not erased, and the first good answer ends the doubling', async () => {
    const world = await ladder({ control: 42 });
    const { ask, says, clock } = world;
    await ask();
    says('control', 'usage-endpoint-limited');
    for (const _ of [1, 2]) {
      await clock.advance(20 * MINUTE);
      expect((await ask()).state.good?.windows).toMatchObject([{ usedPercent: 42 }]);
    }
    await clock.advance(20 * MINUTE);
    says('control', 50);
    expect((await ask()).reading.ok).toBe(true);
    await clock.advance(20 * MINUTE);
    says('control', 'usage-endpoint-limited');
    await ask();
    expect(await waitOf(world, 'person')).toBeLessThanOrEqual(5.5);
  });

  test('the vendor may ask for a longer rest, up to an hour', async () => {
    const world = await ladder({ control: 'timeout' });
    const limited = (retryAfterMs: number) => () =>
      problem(
        'usage-endpoint-limited',
        '429',
        world.clock.now(),
        at(Date.parse(world.clock.now()) - START + retryAfterMs),
      );
    world.says('control', limited(30 * MINUTE));
    await world.ask({ urgency: 'person' });
    expect(await waitOf(world, 'person')).toBeGreaterThanOrEqual(30);
    await world.clock.advance(40 * MINUTE);
    world.says('control', limited(24 * 60 * MINUTE));
    await world.ask({ urgency: 'person' });
    expect(await waitOf(world, 'person')).toBeLessThanOrEqual(66);
  });

  test('a second failure in a row of another kind is taken for one, because some answers do not tell them apart', async () => {
    const { ask, asked, clock } = await ladder({ control: 'usage-endpoint-failed' });
    expect((await ask({ urgency: 'person' })).reading).toMatchObject({ problem: { retryAt: null } });
    await clock.advance(1_000);
    expect((await ask({ urgency: 'person' })).reading).toMatchObject({ problem: { code: 'usage-endpoint-failed' } });
    await clock.advance(1_000);
    const { reading } = await ask({ urgency: 'person' });
    expect(reading).toMatchObject({ ok: false, problem: { code: 'cooldown' } });
    const restMs = reading.ok ? 0 : Date.parse(reading.problem.retryAt ?? '') - Date.parse(clock.now());
    expect(restMs).toBeGreaterThan(4 * MINUTE);
    expect(asked).toEqual(['control', 'control']);
  });

  test('other sources that cost nothing still tell what they know', async () => {
    const { ask, asked, says, clock } = await ladder({ log: 'nothing-recorded', control: 'usage-endpoint-limited' });
    await ask();
    says('log', 33);
    await clock.advance(MINUTE);
    expect((await ask()).reading).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 33 }] } });
    expect(asked).toEqual(['log', 'control', 'log']);
  });
});

describe('what was spent', () => {
  test('lies beside the cache file, for its owner alone, for each account', async () => {
    const { ask, asked, cache, dir } = await ladder({ control: 42 });
    await ask();
    const path = cache.path(account).replace('.json', '.budget.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ schemaVersion: 1, askedAt: at(0) });
    expect(path.startsWith(dir)).toBe(true);
    const other = {
      agent: 'claude',
      configDir: '/home/ada/.claude-work',
      id: 'claude:/home/ada/.claude-work',
    } as const;
    await ask({ account: other });
    expect(asked).toEqual(['control', 'control']);
  });

  test.for(['', '{"schemaVersion":1,"askedAt":', '{"schemaVersion":2,"askedAt":"2026-01-01T00:00:00.000Z"}', '[]'])(
    'was nothing where the file cannot be understood: %s',
    async (text) => {
      const { ask, cache } = await ladder({ control: 42 });
      await ask();
      await writeFile(cache.path(account).replace('.json', '.budget.json'), text);
      expect((await ask({ maxAgeMs: 0 })).reading.ok).toBe(true);
    },
  );

  test('forbids nothing by a time that a wrong clock wrote', () => {
    const budget: Budget = { ...UNSPENT, askedAt: at(9e9), coolsUntil: at(9e9) };
    expect(forbidden(budget, 'background', at(0))).toBeNull();
  });

  const outcomes: readonly (ProblemCode | 'ok')[] = [
    'ok',
    'usage-endpoint-limited',
    'usage-endpoint-failed',
    'timeout',
    'not-logged-in',
  ];
  test('whatever happens, nobody in the background asks more than once in 15 minutes, and no rest is longer than 66', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 40 }),
      urgency: fc.constantFrom<Urgency>('person', 'normal', 'background'),
      outcome: fc.constantFrom(...outcomes),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let [budget, nowMs, lastMs]: [Budget, number, number] = [UNSPENT, 0, -9e9];
        for (const { wait, urgency, outcome, jitter } of steps) {
          nowMs += wait * MINUTE;
          const refused = forbidden(budget, urgency, at(nowMs));
          const sinceMs = nowMs - lastMs;
          if (refused !== null) {
            const restMs = Date.parse(refused.retryAt ?? '') - START - nowMs;
            expect(restMs).toBeGreaterThan(0);
            expect(restMs).toBeLessThanOrEqual(66 * MINUTE);
            expect(forbidden(budget, urgency, at(nowMs + restMs))).toBeNull();
            continue;
          }
          if (urgency === 'normal') expect(sinceMs).toBeGreaterThanOrEqual(3 * MINUTE);
          if (urgency === 'background') expect(sinceMs).toBeGreaterThanOrEqual(15 * MINUTE);
          const spent = charged(budget, at(nowMs), () => jitter);
          const reading = outcome === 'ok' ? aReading([aWindow()]) : problem(outcome, outcome, at(nowMs));
          budget = settled(budget, spent, reading, at(nowMs));
          if (outcome !== 'not-logged-in') lastMs = nowMs;
        }
      }),
    );
  });
});
