import { setTimeout as pause } from 'node:timers/promises';
import { acquireLock } from '@ccx/contracts/host';
import { until } from '@ccx/testkit';
import { expect, test } from 'vitest';
import { problem } from '../../src/problem.ts';
import { account, aReading, aWindow } from '../cache/known.ts';
import { ladder } from './ladder.ts';

const FAR = '2026-02-01T00:00:00.000Z';

test('of several that ask at once one asks, and the others take its numbers, also a person who wants them fresh', async () => {
  const { ask, asked, says, clock } = await ladder({ control: 42 });
  let under = 0;
  says('control', async () => {
    under += 1;
    expect(under).toBe(1);
    await until(() => waiting.length === 3);
    await pause(50);
    under -= 1;
    return aReading([aWindow({ usedPercent: 7, capturedAt: clock.now(), resetsAt: FAR })]);
  });
  const waiting: Promise<unknown>[] = [];
  const first = ask({ maxAgeMs: 0 });
  await until(() => asked.length === 1);
  waiting.push(ask({ maxAgeMs: 0, urgency: 'person' }), ask({ maxAgeMs: 0 }), ask({ urgency: 'background' }));
  for (const result of await Promise.all([first, ...waiting])) {
    expect(result).toMatchObject({ reading: { ok: true, snapshot: { windows: [{ usedPercent: 7 }] } } });
  }
  expect(asked).toEqual(['control']);
});

test('who waited takes the problem as well, instead of asking again', async () => {
  const { ask, asked, says, clock } = await ladder({ control: 42 });
  let answer: () => void = () => {};
  says('control', async () => {
    await new Promise<void>((resolve) => (answer = resolve));
    return problem('auth-expired', 'log in again', clock.now());
  });
  const both = [ask({ urgency: 'person', maxAgeMs: 0 })];
  await until(() => asked.length === 1);
  both.push(ask({ urgency: 'person', maxAgeMs: 0 }));
  await pause(50);
  answer();
  for (const { reading } of await Promise.all(both))
    expect(reading).toMatchObject({ problem: { code: 'auth-expired' } });
  expect(asked).toEqual(['control']);
});

test('accounts do not wait for each other', async () => {
  const { ask, asked, says, clock } = await ladder({ control: 42 });
  let answer: () => void = () => {};
  says('control', async () => {
    if (asked.length === 1) await new Promise<void>((resolve) => (answer = resolve));
    return aReading([aWindow({ capturedAt: clock.now(), resetsAt: FAR })]);
  });
  const slow = ask();
  await until(() => asked.length === 1);
  const other = { agent: 'codex', configDir: null, id: 'codex:default' } as const;
  expect((await ask({ account: other })).reading.ok).toBe(true);
  answer();
  expect((await slow).reading.ok).toBe(true);
});

test('who waits for longer than a probe can take is told that another one asks, with what is known', async () => {
  const { ask, asked, cache } = await ladder({ control: 42 });
  await cache.write(aReading([aWindow({ usedPercent: 5, resetsAt: FAR })]), account);
  const held = await acquireLock(cache.path(account).replace('.json', '.probe.lock'), { expiresMs: 3_600_000 });
  // A probe may take its time and 15 s more: a fifth of a second here.
  const { reading, state } = await ask({ maxAgeMs: 0, timeoutMs: 200 - 15_000 });
  expect(reading).toMatchObject({ ok: false, problem: { code: 'busy' } });
  expect(state.good?.windows).toMatchObject([{ usedPercent: 5 }]);
  expect(asked).toEqual([]);
  await held?.release();
  expect((await ask({ maxAgeMs: 0 })).reading.ok).toBe(true);
});

test('who has lost its turn asks no further source', async () => {
  const { ask, asked, says, cache } = await ladder({ log: 'nothing-recorded', control: 42 });
  says('log', async () => {
    const path = cache.path(account).replace('.json', '.probe.lock');
    const later = (): string => '2026-01-01T01:00:00.000Z';
    expect(await acquireLock(path, { expiresMs: 3_600_000, now: later })).not.toBeNull();
    return problem('nothing-recorded', 'nothing', '2026-01-01T00:00:00.000Z');
  });
  await ask();
  expect(asked).toEqual(['log']);
});
