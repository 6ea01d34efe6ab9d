import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createFakeClock } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { createQuotaCache, type FileQuotaCache } from '../../src/index.ts';
import { problem } from '../../src/problem.ts';
import { account, aReading, aSignal, aWeek, aWindow, cacheFolder } from './known.ts';

const at = (minute: number): string => new Date(Date.parse('2026-01-01T00:00:00.000Z') + minute * 60_000).toISOString();

async function openCache(): Promise<{ cache: FileQuotaCache; clock: ReturnType<typeof createFakeClock>; dir: string }> {
  const [clock, dir] = [createFakeClock(), await cacheFolder()];
  return { clock, dir, cache: createQuotaCache({ dir, clock }) };
}

/** Used percent and state of each window. */
async function told(cache: FileQuotaCache): Promise<Record<string, unknown>> {
  const { good } = await cache.read(account);
  return Object.fromEntries((good?.windows ?? []).map((window) => [window.id, [window.usedPercent, window.state]]));
}

describe('the file of an account', () => {
  test('is for its owner alone, in a folder for its owner alone, and nothing else is left beside it', async () => {
    const { cache, dir } = await openCache();
    await cache.write(aReading([aWindow()]), account);
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    expect((await stat(cache.path(account))).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual([cache.path(account).slice(dir.length + 1)]);
  });

  test('is another for each account, also where config dirs differ in letters only or are as long as a path may be', () => {
    const cache = createQuotaCache({ dir: '/state/quota' });
    const ids = ['claude:default', 'codex:default', 'claude:/home/ada/.Claude', 'claude:/home/ada/.claude'];
    const long = `claude:/${'long/'.repeat(800)}`;
    const paths = [...ids, long, `${long}/`].map((id) =>
      cache.path({ agent: id.startsWith('codex') ? 'codex' : 'claude', configDir: null, id }),
    );
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
    for (const path of paths) {
      expect(dirname(path)).toBe('/state/quota');
      expect(path.length).toBeLessThan(120);
    }
  });

  test('reads as nothing known where it is missing, and no folder is made for that', async () => {
    const { cache, dir } = await openCache();
    expect(await cache.read(account)).toEqual({ account, good: null, problem: null, samples: [] });
    await expect(stat(dir)).rejects.toThrow('ENOENT');
  });

  test('gives back what was written, to another process as well', async () => {
    const { cache, clock, dir } = await openCache();
    const window = aWindow({ bound: 'at-least', amount: { used: 12.5, limit: null, unit: 'usd' }, resetRaw: '3:32am' });
    const login = { accountUuid: 'a-1', email: 'ada@example.com', organization: null };
    const written = await cache.write(
      aReading([window, aWeek()], { plan: 'max', cliVersion: '2.1.329', login }),
      account,
    );
    expect(written.good).toEqual({
      schemaVersion: 1,
      account,
      plan: 'max',
      cliVersion: '2.1.329',
      login,
      windows: [window, aWeek()],
    });
    expect(await createQuotaCache({ dir, clock }).read(account)).toEqual(written);
  });

  test.for([
    ['torn', '{"schemaVersion":1,"account":{"id":"claude:default"},"good":{"win'],
    ['empty', ''],
    ['of a newer ccx', '{"schemaVersion":2,"account":{"id":"claude:default"},"windows":"elsewhere"}'],
    ['about another account', '{"schemaVersion":1,"account":{"id":"codex:default"},"good":null}'],
    ['no object', '[1,2,3]'],
  ])(
    'that is %s reads as nothing known, and is put aside, not lost, by what is written next',
    async ([, text = '']) => {
      const { cache, dir } = await openCache();
      await mkdir(dir, { recursive: true });
      await writeFile(cache.path(account), text);
      expect((await cache.read(account)).good).toBeNull();
      expect(await readFile(cache.path(account), 'utf8')).toBe(text);
      await cache.write(aReading([aWindow()]), account);
      expect(await told(cache)).toEqual({ session: [42, 'ok'] });
      const aside = (await readdir(dir)).filter((name) => name.includes('aside'));
      expect(aside).toHaveLength(1);
      expect(await readFile(`${dir}/${aside[0]}`, 'utf8')).toBe(text);
    },
  );

  test('gives what is whole in it where other parts make no sense', async () => {
    const { cache } = await openCache();
    await cache.write(aReading([aWindow(), aWeek()]), account);
    const file: { good: { windows: unknown[] }; samples: unknown[] } = JSON.parse(
      await readFile(cache.path(account), 'utf8'),
    );
    file.good.windows[0] = { id: 'session', source: 'a raven', capturedAt: 'yesterday' };
    file.samples.push('many', { at: 'noon', windowId: 'weekly', usedPercent: 1 });
    await writeFile(cache.path(account), JSON.stringify(file));
    expect(await told(cache)).toEqual({ weekly: [18, 'ok'] });
    expect((await cache.read(account)).samples).toHaveLength(2);
  });
});

describe('what is remembered', () => {
  test('keeps each window with its own source and age when another source names only some of them', async () => {
    const { cache } = await openCache();
    await cache.write(aReading([aWindow(), aWeek()], { plan: 'max' }), account);
    await cache.write(aReading([aWindow({ usedPercent: 44, source: 'statusline', capturedAt: at(10) })]), account);
    expect((await cache.read(account)).good).toMatchObject({
      plan: 'max',
      windows: [
        { id: 'session', usedPercent: 44, source: 'statusline', capturedAt: at(10) },
        { id: 'weekly', usedPercent: 18, source: 'control', capturedAt: at(0) },
      ],
    });
  });

  test('keeps the numbers beside a problem, and forgets the problem with the next numbers', async () => {
    const { cache, clock } = await openCache();
    await cache.write(aReading([aWindow()]), account);
    await clock.advance(60_000);
    const failed = await cache.write(problem('usage-endpoint-failed', 'down', clock.now()), account);
    expect(failed).toMatchObject({
      problem: { code: 'usage-endpoint-failed' },
      good: { windows: [{ usedPercent: 42 }] },
    });
    await clock.advance(60_000);
    const well = await cache.write(aReading([aWindow({ capturedAt: clock.now() })]), account);
    expect(well.problem).toBeNull();
  });

  test('keeps a problem that is newer than the numbers that come in', async () => {
    const { cache } = await openCache();
    await cache.write(problem('auth-expired', 'log in again', at(5)), account);
    expect(await cache.write(aReading([aWindow({ source: 'log' })]), account)).toMatchObject({
      problem: { code: 'auth-expired' },
      good: { windows: [{ usedPercent: 42 }] },
    });
  });

  test('never takes an older number for a newer one, in whatever order they come', async () => {
    const { cache } = await openCache();
    await cache.write(aReading([aWindow({ usedPercent: 50, capturedAt: at(20) })]), account);
    await cache.write(aReading([aWindow({ usedPercent: 45, source: 'log', capturedAt: at(10) })]), account);
    expect(await told(cache)).toEqual({ session: [50, 'ok'] });
    expect((await cache.read(account)).samples.map(({ usedPercent }) => usedPercent)).toEqual([45, 50]);
  });

  test('shows a window past its reset as unknown, neither full nor empty, until somebody asks again', async () => {
    const { cache, clock } = await openCache();
    await cache.write(aReading([aWindow({ usedPercent: 100 }), aWeek()]), account);
    expect(await told(cache)).toEqual({ session: [100, 'exhausted'], weekly: [18, 'ok'] });
    await clock.advanceTo(at(240));
    expect(await told(cache)).toEqual({ session: [null, 'unknown'], weekly: [18, 'ok'] });
    await cache.write(aReading([aWindow({ usedPercent: 3, capturedAt: at(240), resetsAt: at(540) })]), account);
    expect(await told(cache)).toEqual({ session: [3, 'ok'], weekly: [18, 'ok'] });
  });

  test('keeps with each number its reset and its source, and takes those of an earlier ccx without', async () => {
    const { cache } = await openCache();
    await cache.write(
      aReading([aWindow({ usedPercent: 5, source: 'rpc', capturedAt: at(1), resetsAt: null })]),
      account,
    );
    const sample = { at: at(1), windowId: 'session', usedPercent: 5 };
    expect((await cache.read(account)).samples).toEqual([{ ...sample, resetsAt: null, source: 'rpc' }]);
    const file: object = JSON.parse(await readFile(cache.path(account), 'utf8'));
    await writeFile(cache.path(account), JSON.stringify({ ...file, samples: [sample] }));
    expect((await cache.read(account)).samples).toEqual([sample]);
  });

  test('keeps the last 64 numbers of each window, each time once', async () => {
    const { cache } = await openCache();
    for (let minute = 0; minute < 70; minute += 1) {
      const windows = [aWindow({ usedPercent: minute, capturedAt: at(minute) }), ...(minute === 0 ? [aWeek()] : [])];
      await cache.write(aReading(windows), account);
      if (minute === 69) await cache.write(aReading(windows), account);
    }
    const { samples } = await cache.read(account);
    const session = samples.filter(({ windowId }) => windowId === 'session');
    expect(session).toHaveLength(64);
    expect(session[0]).toMatchObject({ at: at(6), windowId: 'session', usedPercent: 6 });
    expect(session.at(-1)).toMatchObject({ at: at(69), windowId: 'session', usedPercent: 69 });
    expect(samples.filter(({ windowId }) => windowId === 'weekly')).toHaveLength(1);
  });

  test('begins anew when somebody else has logged in there', async () => {
    const { cache } = await openCache();
    const login = (email: string): { accountUuid: null; email: string; organization: null } => ({
      accountUuid: null,
      organization: null,
      email,
    });
    await cache.write(aReading([aWindow(), aWeek()], { plan: 'max', login: login('ada@example.com') }), account);
    await cache.write(aReading([aWindow({ usedPercent: 1, capturedAt: at(1) })]), account);
    expect(await told(cache)).toEqual({ session: [1, 'ok'], weekly: [18, 'ok'] });
    await cache.write(
      aReading([aWindow({ usedPercent: 90, capturedAt: at(2) })], { login: login('bob@example.com') }),
      account,
    );
    expect(await told(cache)).toEqual({ session: [90, 'ok'] });
    expect(await cache.read(account)).toMatchObject({ good: { plan: null }, samples: [{ usedPercent: 90 }] });
  });
});

describe('two sources that were read close together', () => {
  test.for([
    { minutes: 5, points: 6, says: 'sources-disagree' },
    { minutes: 5, points: 5, says: undefined },
    { minutes: 6, points: 50, says: undefined },
  ])('and differ by $points points after $minutes minutes: $says', async ({ minutes, points, says }) => {
    const { cache, clock } = await openCache();
    await cache.write(aReading([aWindow(), aWeek()]), account);
    await clock.advance(minutes * 60_000);
    const said = aWindow({ usedPercent: 42 + points, source: 'pty', capturedAt: clock.now() });
    const state = await cache.write(aReading([said]), account);
    expect(state.problem?.code).toBe(says);
    expect(await told(cache)).toMatchObject({ session: [42 + points, 'ok'] });
    if (says !== undefined) {
      expect(state.problem?.detail).toContain('session');
      expect(state.problem?.detail).toContain('42 % (control');
      expect(state.problem?.detail).toContain('48 % (pty');
      expect(state.problem?.detail).not.toContain('weekly');
    }
  });

  test('disagree as well when one of them is a run', async () => {
    const { cache } = await openCache();
    await cache.write(aReading([aWindow()]), account);
    const windows = [aWindow({ usedPercent: 80, source: 'run', capturedAt: at(1) })];
    expect((await cache.record(account, aSignal({ windows, observedAt: at(1) }))).problem?.code).toBe(
      'sources-disagree',
    );
  });

  test('do not disagree where the window has started anew between them, nor one source with itself', async () => {
    const { cache } = await openCache();
    await cache.write(aReading([aWindow({ resetsAt: at(1) }), aWeek()]), account);
    const anew = aWindow({ usedPercent: 0, source: 'pty', capturedAt: at(2), resetsAt: at(302) });
    expect(
      (await cache.write(aReading([anew, aWeek({ usedPercent: 60, capturedAt: at(2) })]), account)).problem,
    ).toBeNull();
  });
});

describe('what a run says', () => {
  test('renews only the windows that it names', async () => {
    const { cache } = await openCache();
    await cache.write(aReading([aWindow(), aWeek()]), account);
    const windows = [aWindow({ usedPercent: 44, source: 'run', capturedAt: at(3) })];
    await cache.record(account, aSignal({ windows, windowId: 'session', observedAt: at(3) }));
    expect((await cache.read(account)).good?.windows).toMatchObject([
      { id: 'session', usedPercent: 44, source: 'run', capturedAt: at(3) },
      { id: 'weekly', usedPercent: 18, source: 'control', capturedAt: at(0) },
    ]);
  });

  test('exhausts the window that it means, with its reset, and expires by itself', async () => {
    const { cache, clock } = await openCache();
    await cache.write(aReading([aWindow(), aWeek()]), account);
    const refused = aSignal({ verdict: 'rejected', windowId: 'session', resetsAt: at(200), observedAt: at(5) });
    await cache.record(account, refused);
    expect((await cache.read(account)).good?.windows).toMatchObject([
      { id: 'session', state: 'exhausted', usedPercent: null, resetsAt: at(200), source: 'run', capturedAt: at(5) },
      { id: 'weekly', state: 'ok', usedPercent: 18 },
    ]);
    await clock.advanceTo(at(199));
    expect(await told(cache)).toMatchObject({ session: [null, 'exhausted'] });
    await clock.advanceTo(at(200));
    expect(await told(cache)).toMatchObject({ session: [null, 'unknown'] });
  });

  test('overrides an older probe in both directions, and a younger one in none', async () => {
    const { cache } = await openCache();
    const says = (verdict: 'ok' | 'rejected', usedPercent: number, minute: number): Promise<unknown> =>
      cache.record(
        account,
        aSignal({
          verdict,
          windowId: 'session',
          observedAt: at(minute),
          windows: [aWindow({ usedPercent, source: 'run', capturedAt: at(minute), resetsAt: at(240) })],
        }),
      );
    await cache.write(aReading([aWindow({ usedPercent: 42, capturedAt: at(10) })]), account);
    await says('rejected', 99, 20);
    expect(await told(cache)).toEqual({ session: [99, 'exhausted'] });
    await cache.write(aReading([aWindow({ usedPercent: 100, capturedAt: at(30) })]), account);
    await says('ok', 70, 40);
    expect(await told(cache)).toEqual({ session: [70, 'ok'] });
    await says('rejected', 100, 15);
    expect(await told(cache)).toEqual({ session: [70, 'ok'] });
  });

  test('is kept where nothing was known before, and without a name means the window that can last so long', async () => {
    const { cache } = await openCache();
    await cache.record(account, aSignal({ verdict: 'rejected', resetsAt: at(60), basis: 'text' }));
    expect((await cache.read(account)).good?.windows).toMatchObject([
      { id: 'session', state: 'exhausted', resetsAt: at(60), source: 'text' },
    ]);
    await cache.record(account, aSignal({ verdict: 'rejected', resetsAt: at(3 * 24 * 60) }));
    expect((await cache.read(account)).good?.windows.map(({ id }) => id)).toEqual(['session', 'weekly']);
    await cache.record(account, aSignal({ verdict: 'rejected', appliesTo: 'opus' }));
    expect((await cache.read(account)).good?.windows.at(-1)).toMatchObject({ id: 'weekly:opus', appliesTo: 'opus' });
  });

  test('leaves the file alone where it names no window', async () => {
    const { cache, dir } = await openCache();
    await cache.record(account, aSignal({ verdict: 'unknown' }));
    await expect(stat(dir).then(() => readdir(dir))).resolves.toEqual([]);
  });
});
