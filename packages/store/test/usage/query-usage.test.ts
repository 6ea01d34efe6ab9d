import type { Instant, UsageQuery, UsageRow } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/index.ts';
import { ada, always, batch, eve, record, usage } from '../records.ts';
import { opened } from '../store-support.ts';

/** One call at each of these times. */
function storeOf(...times: readonly Instant[]): Store {
  const store = opened();
  store.commit(
    batch(
      '/a',
      times.map((at) => record({ id: at, at })),
    ),
  );
  return store;
}

function days(store: Store, query: Partial<UsageQuery>): Readonly<Record<string, number>> {
  const rows = store.queryUsage({ range: always, groupBy: ['day'], ...query });
  return Object.fromEntries(rows.map(({ day, calls }) => [day ?? '', calls]));
}

describe('days are those of the zone', () => {
  test('also where it lies three quarters of an hour beside the others', () => {
    const store = storeOf('2026-03-10T18:14:59.999Z', '2026-03-10T18:15:00.000Z');
    expect(days(store, { timeZone: 'Asia/Kathmandu' })).toEqual({ '2026-03-10': 1, '2026-03-11': 1 });
    expect(days(store, {})).toEqual({ '2026-03-10': 2 });
  });

  test.each([
    [
      'Europe/Berlin',
      'forward',
      '2026-03-28T22:59:59.999Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T21:59:59.999Z',
      '2026-03-29T22:00:00.000Z',
    ],
    [
      'Europe/Berlin',
      'back',
      '2026-10-24T21:59:59.999Z',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T22:59:59.999Z',
      '2026-10-25T23:00:00.000Z',
    ],
    [
      'America/Los_Angeles',
      'forward',
      '2026-03-08T07:59:59.999Z',
      '2026-03-08T08:00:00.000Z',
      '2026-03-09T06:59:59.999Z',
      '2026-03-09T07:00:00.000Z',
    ],
    [
      'America/Los_Angeles',
      'back',
      '2026-11-01T06:59:59.999Z',
      '2026-11-01T07:00:00.000Z',
      '2026-11-02T07:59:59.999Z',
      '2026-11-02T08:00:00.000Z',
    ],
  ])('in %s where the clocks go %s', (timeZone, _, before, first, last, after) => {
    expect(Object.values(days(storeOf(before, first, last, after), { timeZone }))).toEqual([1, 2, 1]);
  });

  test('in every hour around a change of the clocks, as the calendar of this machine shows them', () => {
    const start = Date.parse('2026-10-24T00:00:00.000Z');
    const times = Array.from({ length: 60 * 4 }, (_, slot) => new Date(start + slot * 900_000).toISOString());
    const store = storeOf(...times);
    for (const timeZone of ['Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Chatham']) {
      const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
      const expected = new Map<string, number>();
      for (const at of times) {
        const day = shown.format(new Date(at));
        expected.set(day, (expected.get(day) ?? 0) + 1);
      }
      expect(days(store, { timeZone })).toEqual(Object.fromEntries(expected));
    }
  });

  test('and weeks and months are those of its days', () => {
    const store = storeOf('2026-02-28T23:30:00.000Z', '2026-03-01T23:30:00.000Z');
    const berlin = { timeZone: 'Europe/Berlin' };
    expect(days(store, { groupBy: ['week'] })).toEqual({ '2026-02-23': 2 });
    expect(days(store, { groupBy: ['week'], ...berlin })).toEqual({ '2026-02-23': 1, '2026-03-02': 1 });
    expect(days(store, { groupBy: ['week'], weekStart: 'sunday' })).toEqual({ '2026-02-22': 1, '2026-03-01': 1 });
    expect(days(store, { groupBy: ['month'] })).toEqual({ '2026-02-01': 1, '2026-03-01': 1 });
    expect(days(store, { groupBy: ['month'], ...berlin })).toEqual({ '2026-03-01': 2 });
  });

  test('over years in which the clocks changed many times, and in the far future of a wrong clock', () => {
    const times = Array.from({ length: 400 }, (_, week) =>
      new Date(Date.UTC(2019, 0, 6, 22, 30) + week * 7 * 86_400_000).toISOString(),
    );
    const store = storeOf(...times, '9998-07-01T22:30:00.000Z');
    const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short' });
    const expected = [...times, '9998-07-01T22:30:00.000Z'].map((at) => [shown.format(new Date(at)), 1]);
    expect(days(store, { timeZone: 'Europe/Berlin' })).toEqual(Object.fromEntries(expected));
    const months = new Set(times.map((at) => `${shown.format(new Date(at)).slice(0, 7)}-01`));
    expect(Object.keys(days(store, { timeZone: 'Europe/Berlin', groupBy: ['month'] }))).toEqual([
      ...months,
      '9998-07-01',
    ]);
  });

  test('from the first of them, in 1970, on', () => {
    const store = storeOf('1970-01-01T00:00:00.000Z');
    expect(days(store, {})).toEqual({ '1970-01-01': 1 });
    expect(days(store, { timeZone: 'America/Los_Angeles' })).toEqual({ '1969-12-31': 1 });
    expect(days(store, { groupBy: ['week'] })).toEqual({ '1969-12-29': 1 });
    expect(days(store, { groupBy: ['week'], weekStart: 'sunday' })).toEqual({ '1969-12-28': 1 });
    expect(days(store, { groupBy: ['week'], timeZone: 'America/Los_Angeles' })).toEqual({ '1969-12-29': 1 });
  });
});

describe('a range', () => {
  test('has both ends in it, to the millisecond', () => {
    const store = storeOf('2026-03-10T11:59:59.999Z', '2026-03-10T12:00:00.000Z', '2026-03-10T12:00:00.001Z');
    const range = { from: '2026-03-10T12:00:00.000Z', to: '2026-03-10T12:00:00.000Z' };
    expect(store.queryUsage({ range, groupBy: [] })[0]?.calls).toBe(1);
    expect([...store.usageCalls({ range, groupBy: [] })].map(({ at }) => at)).toEqual([range.from]);
  });

  test('of one open end goes on for ever', () => {
    const store = storeOf('1970-01-01T00:00:00.000Z', '2026-03-10T12:00:00.000Z', '9999-12-31T23:59:59.999Z');
    expect(days(store, { range: { from: '2026-01-01T00:00:00.000Z', to: null } })).toEqual({
      '2026-03-10': 1,
      '9999-12-31': 1,
    });
    expect(days(store, { range: { from: null, to: '2026-01-01T00:00:00.000Z' } })).toEqual({ '1970-01-01': 1 });
  });
});

describe('rows', () => {
  const filled = (): Store => {
    const store = opened();
    store.commit(
      batch('/a', [
        record({ id: '1', usage: usage(9, { reasoning: 3 }), vendorCostUsd: 0.1 }),
        record({ id: '2', model: 'haiku', vendorCostUsd: 0.2, subagentType: 'Explore', speed: 'fast' }),
        record({ id: '3', sessionId: 'session-2', cwd: null, gitBranch: null, batch: true }),
      ]),
    );
    store.commit(
      batch('/b', [
        record({ id: '4', account: eve, model: 'gpt', usage: usage(4, { webSearches: 2 }), geography: 'us' }),
        record({ id: '5', account: eve, model: 'gpt', longPrompt: true, cwd: '/home/ada/web' }),
      ]),
    );
    return store;
  };
  const calls = (rows: readonly UsageRow[], field: keyof UsageRow): readonly unknown[] =>
    rows.map((row) => [row[field], row.calls]);

  test('are one for each value of what is grouped by, and tell no other', () => {
    const store = filled();
    const by = (groupBy: UsageQuery['groupBy']): readonly UsageRow[] => store.queryUsage({ range: always, groupBy });
    expect(calls(by(['account']), 'accountId')).toEqual([
      [ada.id, 3],
      [eve.id, 2],
    ]);
    expect(calls(by(['agent']), 'agent')).toEqual([
      ['claude', 3],
      ['codex', 2],
    ]);
    expect(calls(by(['project']), 'project')).toEqual([
      [null, 1],
      ['/home/ada/app', 3],
      ['/home/ada/web', 1],
    ]);
    expect(calls(by(['branch']), 'gitBranch')).toEqual([
      [null, 1],
      ['main', 4],
    ]);
    expect(calls(by(['model']), 'model')).toEqual([
      ['gpt', 2],
      ['haiku', 1],
      ['opus', 2],
    ]);
    expect(calls(by(['session']), 'sessionId')).toEqual([
      ['session-1', 4],
      ['session-2', 1],
    ]);
    expect(calls(by(['subagent']), 'subagentType')).toEqual([
      [null, 4],
      ['Explore', 1],
    ]);
    expect(by(['model'])[0]).toEqual({
      accountId: null,
      agent: null,
      project: null,
      gitBranch: null,
      model: 'gpt',
      sessionId: null,
      subagentType: null,
      day: null,
      usage: usage(13, { input: 2, webSearches: 2 }),
      calls: 2,
      sessionCount: 1,
      vendorCostUsd: null,
      estimatedUsd: null,
      unpricedCalls: 0,
      archivedCalls: 0,
      firstAt: '2026-03-10T12:00:00.000Z',
      lastAt: '2026-03-10T12:00:00.000Z',
    });
  });

  test('tell when their first and their last call were made', () => {
    const [first, later, last] = ['2026-03-10T12:00:00.000Z', '2026-03-11T00:00:00.000Z', '2026-03-19T23:59:59.999Z'];
    const store = storeOf(later, last, first);
    const times = { firstAt: first, lastAt: last };
    expect(store.queryUsage({ range: always, groupBy: ['model'] })).toMatchObject([times]);
    expect(store.queryUsage({ range: { from: later, to: null }, groupBy: [] })).toMatchObject([
      { firstAt: later, lastAt: last },
    ]);
  });

  test('add up what was told, and say nothing of what was not', () => {
    const [all] = filled().queryUsage({ range: always, groupBy: [] });
    expect(all?.usage).toEqual(usage(40, { input: 5, reasoning: 3, webSearches: 2 }));
    // In floating point 0.1 + 0.2 is something else.
    expect(all?.vendorCostUsd).toBe(0.3);
    expect(all?.sessionCount).toBe(2);
  });

  test('tell calls apart by all that decides a price', () => {
    const rows = filled().queryUsage({ range: always, groupBy: ['price'] });
    const standard = {
      speed: null,
      batch: false,
      geography: null,
      longPrompt: false,
      promptStep: 0,
      vendorPriced: false,
    };
    expect(rows.map(({ price }) => price)).toEqual(
      expect.arrayContaining([
        { ...standard, vendorPriced: true },
        { ...standard, speed: 'fast', vendorPriced: true },
        { ...standard, batch: true },
        { ...standard, geography: 'us' },
        { ...standard, longPrompt: true },
      ]),
    );
    expect(rows).toHaveLength(5);
  });

  test('tell calls apart by the length of their prompts, cached tokens included', () => {
    const store = opened();
    const prompts = [100_000, 100_001, 272_000, 272_001].map((cacheRead, index) =>
      record({ id: `${index}`, usage: usage(9, { input: 0, cacheRead }) }),
    );
    store.commit(batch('/a', prompts));
    const rows = store.queryUsage({ range: always, groupBy: ['price'] });
    const found = rows.map(({ price, calls: count }) => ({ step: price?.promptStep ?? -1, count }));
    expect(found.toSorted((a, b) => a.step - b.step)).toEqual([
      { step: 0, count: 1 },
      { step: 100_000, count: 1 },
      { step: 200_000, count: 1 },
      { step: 272_000, count: 1 },
    ]);
  });

  test('hold only what every filter lets through', () => {
    const store = filled();
    const count = (filter: Partial<UsageQuery>): number | undefined =>
      store.queryUsage({ range: always, groupBy: [], ...filter })[0]?.calls;
    expect(count({ accountIds: [eve.id] })).toBe(2);
    expect(count({ accountIds: [eve.id, ada.id, 'claude:/nobody'] })).toBe(5);
    expect(count({ accountIds: [] })).toBe(0);
    expect(count({ agent: 'claude' })).toBe(3);
    expect(count({ agent: 'gemini' })).toBe(0);
    expect(count({ project: '/home/ada/app' })).toBe(3);
    expect(count({ model: 'gpt', project: '/home/ada/web' })).toBe(1);
    expect(count({ sessionId: 'session-2' })).toBe(1);
    expect(count({ model: 'never heard of' })).toBe(0);
  });

  test('are by repository and by worktree where it is known in which a folder lies, else by folder', () => {
    const store = opened();
    const folders = ['/home/ada/app', '/home/ada/app/src', '/home/ada/fix/src', '/home/ada/application', null];
    const records = folders.map((cwd, index) => record({ id: `${index}`, cwd, entrypoint: `${index % 2}` }));
    store.commit(batch('/a', records));
    const repository = '/home/ada/app';
    store.keepFolder({ cwd: '/home/ada/app', repository, worktree: '/home/ada' });
    store.keepFolder({ cwd: '/home/ada/app', repository, worktree: repository });
    store.keepFolder({ cwd: '/home/ada/app/src', repository, worktree: repository });
    store.keepFolder({ cwd: '/home/ada/fix/src', repository, worktree: '/home/ada/fix' });
    store.keepFolder({ cwd: '/never/heard/of', repository, worktree: repository });
    const by = (groupBy: UsageQuery['groupBy']): readonly UsageRow[] => store.queryUsage({ range: always, groupBy });
    expect(calls(by(['project']), 'project')).toEqual([
      [null, 1],
      ['/home/ada/app', 3],
      ['/home/ada/application', 1],
    ]);
    expect(calls(by(['worktree']), 'worktree')).toEqual([
      [null, 1],
      ['/home/ada/app', 2],
      ['/home/ada/application', 1],
      ['/home/ada/fix', 1],
    ]);
    expect(calls(by(['entrypoint']), 'entrypoint')).toEqual([
      ['0', 3],
      ['1', 2],
    ]);
    const inside = (project: string): number | undefined =>
      store.queryUsage({ range: always, groupBy: [], project })[0]?.calls;
    expect(['/home/ada/app', '/home/ada/fix', '/home/ada/app/src', '/home/ada', '/'].map(inside)).toEqual([
      3, 1, 1, 4, 4,
    ]);
    // The call keeps the folder in which it was made.
    const [call] = store.usageCalls({ range: always, groupBy: [], project: '/home/ada/fix' });
    expect(call?.cwd).toBe('/home/ada/fix/src');
  });

  test('are one without any call where nothing is grouped, and none else', () => {
    const store = opened();
    expect(store.queryUsage({ range: always, groupBy: [] })).toMatchObject([
      { calls: 0, sessionCount: 0, vendorCostUsd: null, usage: usage(0, { input: 0 }) },
    ]);
    expect(store.queryUsage({ range: always, groupBy: ['day'] })).toEqual([]);
  });

  test('come by day first, then by the other fields', () => {
    const store = opened();
    store.commit(
      batch('/a', [
        record({ id: '1', at: '2026-03-11T00:00:00.000Z', model: 'a' }),
        record({ id: '2', model: 'z' }),
        record({ id: '3', model: 'b' }),
      ]),
    );
    const rows = store.queryUsage({ range: always, groupBy: ['model', 'day'] });
    expect(rows.map(({ day, model }) => `${day} ${model}`)).toEqual(['2026-03-10 b', '2026-03-10 z', '2026-03-11 a']);
  });
});

test('a zone or a time that is none is refused by its name', () => {
  const store = opened();
  expect(() => store.queryUsage({ range: always, groupBy: ['day'], timeZone: 'Mars/Base' })).toThrow(
    expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining('Mars/Base') }),
  );
  expect(() => store.queryUsage({ range: { from: 'yesterday', to: null }, groupBy: [] })).toThrow(/yesterday/);
});

describe('calls one by one', () => {
  test('come back as they were handed in, the oldest first', () => {
    const store = opened();
    const full = record({
      id: 'full',
      account: eve,
      at: '2026-03-09T01:02:03.004Z',
      usage: { input: 1, output: 2, cacheRead: 3, cacheWrite5m: 4, cacheWrite1h: 5, reasoning: 0, webSearches: 7 },
      vendorCostUsd: 0.001_234_567,
      subagentType: '',
      speed: 'fast',
      sidechain: true,
      part: 2,
      longPrompt: true,
      batch: true,
      geography: 'us',
    });
    store.commit(batch('/a', [record(), full]));
    const absent = { sidechain: false, part: 0, longPrompt: false, batch: false, geography: null };
    expect([...store.usageCalls({ range: always, groupBy: ['day'] })]).toEqual([full, { ...record(), ...absent }]);
  });

  test('come all and in order where there are many, also of one moment, and may be left in the middle', () => {
    const store = opened();
    const many = Array.from({ length: 2500 }, (_, index) =>
      record({
        id: `m${index}`,
        at: new Date(Date.UTC(2026, 2, 1) + Math.floor(index / 1200) * 500_000).toISOString(),
      }),
    );
    store.commit(batch('/a', many.toReversed()));
    const found = [...store.usageCalls({ range: always, groupBy: [] })];
    expect(found.map(({ id }) => id)).toEqual(
      many.toSorted((a, b) => (a.at + a.id < b.at + b.id ? -1 : 1)).map(({ id }) => id),
    );
    for (const { id } of store.usageCalls({ range: always, groupBy: [] })) {
      store.commit(batch('/b', [record({ id: `after ${id}` })]));
      break;
    }
  });
});
