import { stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { problem } from '../../src/problem.ts';
import { account, aReading, aSignal, aWindow } from '../cache/known.ts';
import { ladder } from './ladder.ts';

const FAR = '2026-02-01T00:00:00.000Z';

describe('the ladder', () => {
  test('is climbed from cheap to dear, no further than to the first numbers that are young enough', async () => {
    const { ask, asked } = await ladder({ log: 'nothing-recorded', control: 42, print: 43, pty: 44 });
    const { reading, tried } = await ask();
    expect(reading).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 42, source: 'control' }] } });
    expect(asked).toEqual(['log', 'control']);
    expect(tried.map(({ source, reading: said }) => [source, said.ok ? 'numbers' : said.problem.code])).toEqual([
      ['cache', 'nothing-recorded'],
      ['log', 'nothing-recorded'],
      ['control', 'numbers'],
    ]);
  });

  test('goes on where a source has numbers that are too old, and keeps them where nobody has younger ones', async () => {
    const { ask, asked, clock } = await ladder({
      log: () => aReading([aWindow({ source: 'log', resetsAt: FAR })]),
      control: 'form-unknown',
    });
    await clock.advance(16 * 60_000);
    const { reading, state } = await ask();
    expect(asked).toEqual(['log', 'control']);
    expect(reading).toMatchObject({ ok: false, problem: { code: 'form-unknown' } });
    expect(state).toMatchObject({
      problem: { code: 'form-unknown' },
      good: { windows: [{ usedPercent: 42, source: 'log', capturedAt: '2026-01-01T00:00:00.000Z' }] },
    });
    expect((await ask({ maxAgeMs: 20 * 60_000 })).reading).toMatchObject({ ok: true });
  });

  test('has numbers of runs and of the status line as its first rungs', async () => {
    const { ask, asked, cache, clock } = await ladder({ control: 50 });
    await cache.record(account, aSignal({ windows: [aWindow({ usedPercent: 44, source: 'run', resetsAt: FAR })] }));
    await clock.advance(60_000);
    expect((await ask()).reading).toMatchObject({
      ok: true,
      snapshot: { windows: [{ usedPercent: 44, source: 'run' }] },
    });
    await cache.write(
      aReading([aWindow({ usedPercent: 45, source: 'statusline', capturedAt: clock.now(), resetsAt: FAR })]),
      account,
    );
    await clock.advance(14 * 60_000);
    const { reading, tried } = await ask();
    expect(reading).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 45, source: 'statusline' }] } });
    expect(tried).toEqual([{ source: 'cache', reading }]);
    expect(asked).toEqual([]);
  });

  test('asks the next source where one is not understood, but not where the account or the endpoint is in the way', async () => {
    const { ask, asked, says, clock } = await ladder({ control: 'form-unknown', print: 'timeout', pty: 44 });
    expect((await ask()).reading).toMatchObject({ ok: false, problem: { code: 'timeout' } });
    expect(asked.splice(0)).toEqual(['control', 'print']);
    for (const code of ['not-logged-in', 'not-a-subscription', 'usage-endpoint-failed'] as const) {
      await clock.advance(3 * 60_000);
      says('control', code);
      expect((await ask({ mayOpenWindow: true })).reading).toMatchObject({ ok: false, problem: { code } });
      expect(asked.splice(0)).toEqual(['control']);
    }
  });

  test.for([
    { control: 'timeout', mayOpenWindow: undefined, climbs: false, why: 'another source exists' },
    { control: 'timeout', mayOpenWindow: true, climbs: true, why: 'it was asked for' },
    { control: 'cli-too-old', mayOpenWindow: undefined, climbs: true, why: 'nothing else exists' },
    { control: 'cli-too-old', mayOpenWindow: false, climbs: false, why: 'it was forbidden' },
  ] as const)('climbs to what may open a window: $climbs, for $why', async ({ control, mayOpenWindow, climbs }) => {
    const { ask, asked } = await ladder({ control, pty: 44 });
    const { reading } = await ask({ mayOpenWindow });
    expect(asked).toEqual(climbs ? ['control', 'pty'] : ['control']);
    expect(reading.ok).toBe(climbs);
  });

  test('is not climbed for a named source: it is asked alone, whatever it costs, and its numbers are told alone', async () => {
    const { ask, asked, cache } = await ladder({ control: 50, pty: 44 });
    await cache.write(
      aReading([aWindow({ id: 'weekly', source: 'log', resetsAt: FAR, windowMinutes: null })]),
      account,
    );
    const { reading, state } = await ask({ source: 'pty' });
    expect(asked).toEqual(['pty']);
    expect(reading).toMatchObject({ ok: true, snapshot: { windows: [{ id: 'session', usedPercent: 44 }] } });
    expect(state.good?.windows.map(({ id }) => id)).toEqual(['weekly', 'session']);
    expect((await ask({ source: 'control' })).reading).toMatchObject({
      ok: false,
      problem: { code: 'recently-asked' },
    });
  });

  test('gives what is remembered of a source that cannot be asked', async () => {
    const { ask, cache, clock } = await ladder({ control: 50 });
    expect((await ask({ source: 'statusline' })).reading).toMatchObject({
      ok: false,
      problem: { code: 'nothing-recorded' },
    });
    await cache.write(aReading([aWindow({ source: 'statusline', resetsAt: FAR }), aWindow({ id: 'extra' })]), account);
    await clock.advance(60 * 60_000);
    const { reading } = await ask({ source: 'statusline' });
    expect(reading).toMatchObject({ ok: true, snapshot: { windows: [{ id: 'session', source: 'statusline' }] } });
    expect(reading.ok && reading.snapshot.windows.length).toBe(1);
  });

  test('says of a source that the agent does not have that it has none', async () => {
    const { ask } = await ladder({ control: 50 });
    expect((await ask({ source: 'rpc' })).reading).toMatchObject({ ok: false, problem: { code: 'unsupported' } });
  });

  test('gives all windows that are known, also those that the asked source does not name', async () => {
    const { ask, cache, clock } = await ladder({ control: 50 });
    await cache.write(aReading([aWindow({ id: 'weekly:opus', appliesTo: 'opus', resetsAt: FAR })]), account);
    await clock.advance(30 * 60_000);
    const { reading } = await ask();
    expect(reading.ok && reading.snapshot.windows.map(({ id, usedPercent }) => [id, usedPercent])).toEqual([
      ['weekly:opus', 42],
      ['session', 50],
    ]);
  });
});

describe('without a cache', () => {
  test('every call asks, and what is known is what was said', async () => {
    const { ask, asked } = await ladder({ log: 'nothing-recorded', control: 42 });
    for (const _ of [1, 2]) {
      const { reading, state } = await ask({ cache: undefined });
      expect(reading).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 42 }] } });
      expect(state).toMatchObject({ problem: null, samples: [{ usedPercent: 42 }] });
    }
    expect(asked).toEqual(['log', 'control', 'log', 'control']);
  });

  test('numbers that are too old are in what is known, beside the problem', async () => {
    const { ask, clock } = await ladder({
      log: () => aReading([aWindow({ source: 'log', resetsAt: FAR })]),
      rpc: 'timeout',
    });
    await clock.advance(60 * 60_000);
    expect(await ask({ cache: undefined })).toMatchObject({
      reading: { ok: false, problem: { code: 'timeout' } },
      state: { problem: { code: 'timeout' }, good: { windows: [{ usedPercent: 42, source: 'log' }] } },
    });
  });
});

describe('how old numbers may be', () => {
  test('is up to the caller, and 0 always asks', async () => {
    const { ask, asked, clock } = await ladder({ log: 42 });
    await ask();
    await clock.advance(60_000);
    await ask({ maxAgeMs: 60_000 });
    expect(asked).toEqual(['log']);
    await ask({ maxAgeMs: 59_999 });
    expect(asked).toEqual(['log', 'log']);
    await ask({ maxAgeMs: 0 });
    expect(asked).toEqual(['log', 'log', 'log']);
  });

  test('does not matter where a window has started anew since, or the time of the numbers is still to come', async () => {
    const { ask, asked, clock, cache } = await ladder({ log: 42 });
    await cache.write(aReading([aWindow({ resetsAt: '2026-01-01T00:01:00.000Z' })]), account);
    await clock.advance(60_000);
    await ask();
    expect(asked).toEqual(['log']);
    await cache.write(aReading([aWindow({ capturedAt: '2026-01-01T00:07:00.000Z', resetsAt: FAR })]), account);
    await ask();
    expect(asked).toEqual(['log', 'log']);
  });
});

test('a problem that is told is remembered with the last numbers; one of the budget is not', async () => {
  const { ask, says, clock } = await ladder({ control: 42 });
  await ask();
  await clock.advance(16 * 60_000);
  says('control', () => problem('auth-expired', 'log in again', clock.now()));
  expect((await ask()).state).toMatchObject({
    problem: { code: 'auth-expired' },
    good: { windows: [{ usedPercent: 42 }] },
  });
  const { reading, state } = await ask();
  expect(reading).toMatchObject({ ok: false, problem: { code: 'recently-asked' } });
  expect(state).toMatchObject({ problem: { code: 'auth-expired' }, good: { windows: [{ usedPercent: 42 }] } });
});

test('in the background nothing is started again for 15 minutes after a problem, and what costs nothing still tells', async () => {
  const { ask, asked, says, clock, cache } = await ladder({ log: 'nothing-recorded', control: 'not-logged-in' });
  const inBackground = (): ReturnType<typeof ask> => ask({ urgency: 'background' });
  await inBackground();
  const known = await cache.read(account);
  const { ino } = await stat(cache.path(account));
  await clock.advance(60_000);
  const again = await inBackground();
  expect((await stat(cache.path(account))).ino).toBe(ino);
  expect(again.reading).toEqual({ ok: false, problem: known.problem });
  expect(again.state).toEqual(known);
  expect(asked.splice(0)).toEqual(['log', 'control', 'log']);
  says('log', 33);
  expect((await inBackground()).reading).toMatchObject({ ok: true, snapshot: { windows: [{ usedPercent: 33 }] } });
  says('log', 'nothing-recorded');
  await cache.write(
    { ok: false, problem: { code: 'timeout', detail: 'late', at: clock.now(), retryAt: null } },
    account,
  );
  await clock.advance(15 * 60_000 + 1);
  asked.splice(0);
  await inBackground();
  expect(asked.splice(0)).toEqual(['log', 'control']);
  await ask();
  expect(asked).toEqual(['log', 'control']);
});

test('who stops waiting gets the reason, and the next one may ask at once', async () => {
  const { ask, asked, says } = await ladder({ log: 42 });
  const stop = new AbortController();
  says('log', async () => {
    stop.abort(new Error('enough'));
    throw stop.signal.reason;
  });
  await expect(ask({ signal: stop.signal })).rejects.toThrow('enough');
  says('log', 43);
  expect((await ask()).reading.ok).toBe(true);
  expect(asked).toEqual(['log', 'log']);
});
