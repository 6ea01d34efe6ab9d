import { expect, test } from 'vitest';
import { workshop } from './support/workshop.ts';

const MINUTE = 60_000;
const THREE = '2026-01-01T03:00:00.000Z';

test('one limit does not fail eight items: they wait with all their attempts, and are done after the reset', async () => {
  const shop = workshop({
    accounts: [{ name: 'claude/work', places: 2 }],
    config: { concurrency: 8 },
    script: (clock) => (_call, index) => {
      if (index > 0) return {};
      shop.accounts.limit('claude/work', THREE);
      return { status: 'limited', resetsAt: THREE, until: clock.sleep(MINUTE) };
    },
  });
  const ids = await shop.add({}, {}, {}, {}, {}, {}, {}, {});
  shop.accounts.free('claude/work');
  await shop.start();
  await shop.clock.advance(60 * MINUTE);
  const items = await Promise.all(ids.map((id) => shop.get(id)));
  expect(items.map(({ attempts }) => attempts)).toEqual(items.map(() => 0));
  const calls = shop.calls.length;
  await shop.clock.advanceTo('2026-01-01T03:01:59.000Z');
  expect(shop.calls.length).toBe(calls);
  await shop.clock.advance(2 * MINUTE);
  for (const id of ids) expect((await shop.get(id)).state).toBe('done');
  await shop.end();
});

test('a manager that starts while everything is limited simply waits, and starts two minutes after the return', async () => {
  const shop = workshop();
  shop.accounts.limit('claude/work', THREE);
  const [id] = await shop.add({});
  await shop.start();
  await shop.clock.advanceTo('2026-01-01T03:01:00.000Z');
  expect(shop.calls).toHaveLength(0);
  expect((await shop.queue.stats()).rate.used).toBe(0);
  expect(await shop.get(id)).toMatchObject({ state: 'waiting', attempts: 0 });
  expect((await shop.manager.status()).closedLanes).toMatchObject([
    { lane: 'auto', until: '2026-01-01T03:02:00.000Z' },
  ]);
  await shop.clock.advance(MINUTE);
  expect((await shop.get(id)).state).toBe('done');
  await shop.end();
});

test('an account that is free before it was to return is used at once', async () => {
  const shop = workshop();
  shop.accounts.limit('claude/work', THREE);
  const [id] = await shop.add({});
  await shop.start();
  shop.accounts.free('claude/work');
  shop.manager.sync();
  await shop.clock.advance(0);
  expect((await shop.get(id)).state).toBe('done');
  await shop.end();
});

test('other lanes go on while one is limited', async () => {
  const shop = workshop({ accounts: [{ name: 'claude/work' }, { name: 'codex' }] });
  shop.accounts.limit('claude/work', THREE);
  const [claude, codex] = await shop.add({ lane: 'claude/work' }, { lane: 'codex' });
  await shop.start();
  await shop.clock.advance(MINUTE);
  expect((await shop.get(codex)).state).toBe('done');
  expect((await shop.get(claude)).state).toBe('waiting');
  await shop.end();
});

test('an item that was claimed although its account was taken meanwhile gives its start back and keeps its attempts', async () => {
  const shop = workshop();
  const next = shop.accounts.router.next.bind(shop.accounts.router);
  let first = true;
  Object.assign(shop.accounts.router, {
    next: async (...args: Parameters<typeof next>) => {
      if (!first) return next(...args);
      first = false;
      return { reservation: null, earliest: '2026-01-01T00:10:00.000Z', candidates: [] };
    },
  });
  const [id] = await shop.add({});
  await shop.start();
  expect(await shop.get(id)).toMatchObject({ state: 'delayed', attempts: 0, runAt: '2026-01-01T00:12:00.000Z' });
  expect((await shop.queue.stats()).rate.used).toBe(0);
  expect((await shop.manager.status()).recent).toEqual([]);
  await shop.clock.advance(12 * MINUTE);
  expect((await shop.get(id)).state).toBe('done');
  await shop.end();
});

test('a login that is missing keeps the item waiting with the reason, without an attempt', async () => {
  const shop = workshop({ script: () => [{ status: 'auth', detail: 'Please run /login' }, {}] });
  const [id] = await shop.add({});
  await shop.start();
  expect(await shop.get(id)).toMatchObject({
    state: 'delayed',
    attempts: 0,
    reason: 'claude/work (auth): Please run /login',
  });
  await shop.clock.advance(2 * MINUTE);
  expect((await shop.get(id)).state).toBe('done');
  await shop.end();
});

test('only the agent that is configured is used; with none only work without an agent is done', async () => {
  const shop = workshop({ accounts: [{ name: 'claude/work' }, { name: 'codex' }], config: { agent: 'codex' } });
  const [any, claude] = await shop.add({}, { lane: 'claude' });
  await shop.start();
  expect(shop.calls.map(({ target }) => target.name)).toEqual(['codex']);
  expect((await shop.get(any)).state).toBe('done');
  expect((await shop.manager.status()).closedLanes).toMatchObject([
    { lane: 'claude', reason: 'only codex is to be used' },
  ]);
  shop.config = { ...shop.config, agent: 'none' };
  const [third] = await shop.add({});
  await shop.clock.advance(MINUTE);
  expect((await shop.get(third)).state).toBe('waiting');
  expect((await shop.get(claude)).state).toBe('waiting');
  expect((await shop.manager.status()).agentAvailable).toBe(false);
  await shop.end();
});

test('a cap holds agents back, is told with its end, and ends by itself', async () => {
  const caps = { usdPerDay: 1, itemsPerHour: null, hours: null, timeZone: 'UTC', equalFailures: null };
  const shop = workshop({ config: { concurrency: 1, caps }, script: () => ({ costUsd: 1.5 }) });
  const [one, two] = await shop.add({}, {});
  await shop.start();
  await shop.clock.advance(MINUTE);
  expect((await shop.get(one)).state).toBe('done');
  expect((await shop.get(two)).state).toBe('waiting');
  expect((await shop.manager.status()).pausedBy).toEqual({
    reason: '$1.50 of $1.00 for today are spent',
    until: '2026-01-02T00:00:00.000Z',
  });
  await shop.clock.advanceTo('2026-01-02T00:00:00.000Z');
  expect((await shop.get(two)).state).toBe('done');
  await shop.end();
});

test('three failures in a row that read alike hold the queue until a person frees it', async () => {
  const shop = workshop({
    config: { concurrency: 1 },
    script: () => (_call, index) => (index < 3 ? { status: 'failed', failure: 'config', detail: 'bad flag' } : {}),
  });
  const ids = await shop.add({}, {}, {}, {});
  await shop.start();
  await shop.clock.advance(MINUTE);
  expect((await shop.get(ids[3])).state).toBe('waiting');
  expect((await shop.manager.status()).pausedBy).toMatchObject({
    until: null,
    reason: expect.stringContaining('3 failures in a row read alike'),
  });
  await shop.queue.free({});
  await shop.clock.advance(0);
  expect((await shop.get(ids[3])).state).toBe('done');
  await shop.end();
});

test('starts an hour are kept to also by runs that begin at the same moment', async () => {
  const caps = { usdPerDay: null, itemsPerHour: 2, hours: null, timeZone: 'UTC', equalFailures: null };
  const shop = workshop({ config: { caps }, script: (clock) => () => ({ until: clock.sleep(5 * MINUTE) }) });
  await shop.add({}, {}, {}, {});
  await shop.start();
  await shop.clock.advance(59 * MINUTE);
  expect(shop.calls).toHaveLength(2);
  await shop.clock.advance(2 * MINUTE);
  expect(shop.calls).toHaveLength(4);
  await shop.end();
});

test('caps that cannot be read let nothing begin, and say so', async () => {
  const shop = workshop({ config: { caps: { ...workshop().config.caps, hours: 'at night' } } });
  const [id] = await shop.add({});
  await shop.start();
  expect((await shop.get(id)).state).toBe('waiting');
  expect((await shop.manager.status()).pausedBy).toEqual({
    reason: '"at night" names no hours of the day.',
    until: null,
  });
  await shop.end();
});

test('items that ask a person before anything ran are no failures, however many there are', async () => {
  const shop = workshop();
  const ids = await shop.add(...Array.from({ length: 5 }, () => ({ type: 'dance' })), {});
  await shop.start();
  await shop.clock.advance(MINUTE);
  expect((await shop.get(ids[0])).state).toBe('needs-human');
  expect((await shop.get(ids[5])).state).toBe('done');
  await shop.end();
});
