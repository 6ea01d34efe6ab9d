import type { UsageRecord } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { createPricingTable, usageReport, type UsageReportRequest, type UsageReport } from '../../src/index.ts';
import { CODEX, makeCall, SPARE, usage } from '../make-call.ts';
import { memoryReader } from '../memory-reader.ts';

const pricing = createPricingTable();

function report(records: readonly UsageRecord[], request: UsageReportRequest): UsageReport {
  return usageReport(memoryReader({ records, skipped: { malformed: 2 } }), request, { pricing });
}

const keysOf = ({ rows }: UsageReport): unknown[] => rows.map(({ key, by, calls }) => [key, by, calls]);

describe('the rows of a report', () => {
  const calls = [
    makeCall({ id: 'a', subagentType: 'Explore' }),
    makeCall({
      id: 'b',
      account: SPARE,
      sessionId: 'session-2',
      cwd: '/home/ada/web/src',
      repository: '/home/ada/web',
      worktree: '/home/ada/web-fix',
      gitBranch: null,
      entrypoint: 'sdk',
    }),
    makeCall({ id: 'c', account: CODEX, sessionId: 'session-3', at: '2026-12-01T00:00:00.000Z', model: 'gpt-x' }),
  ];

  test.each([
    ['daily', ['2026-11-21', '2026-12-01']],
    ['weekly', ['2026-11-16', '2026-11-30']],
    ['monthly', ['2026-11-01', '2026-12-01']],
    ['session', ['session-1', 'session-2', 'session-3']],
    ['project', ['/home/ada/app', '/home/ada/web']],
    ['model', ['claude-opus-5-5', 'gpt-x']],
    ['profile', ['claude:/home/ada/.claude-work', 'claude:default', 'codex:default']],
    ['branch', [null, 'main']],
    ['agent', ['claude', 'codex']],
    ['worktree', ['/home/ada/app', '/home/ada/web-fix']],
    ['subagent', [null, 'Explore']],
    ['entrypoint', ['cli', 'sdk']],
  ] as const)('are %s', (kind, keys) => {
    const made = report(calls, { kind, sort: 'key' });
    expect(made.rows.map(({ key }) => key)).toEqual(keys);
    expect(made.rows.every((row) => !('by' in row) && !('models' in row))).toBe(true);
  });

  test('may have a second dimension', () => {
    expect(keysOf(report(calls, { kind: 'monthly', by: 'agent' }))).toEqual([
      ['2026-11-01', 'claude', 2],
      ['2026-12-01', 'codex', 1],
    ]);
  });

  test("hold the vendor's words, buckets apart, and how much of it is archived", () => {
    const tokens = usage({
      input: 1,
      output: 2,
      cacheRead: 4,
      cacheWrite5m: 8,
      cacheWrite1h: 16,
      reasoning: 1,
      webSearches: 3,
    });
    const { rows, totals, skipped } = report([makeCall({ id: 'a', usage: tokens, archived: true })], { kind: 'daily' });
    const sums = {
      tokens: { input: 1, output: 2, cacheRead: 4, cacheWrite5m: 8, cacheWrite1h: 16, total: 31, reasoning: 1 },
      webSearches: 3,
      calls: 1,
      costUsd: expect.closeTo((4 + 40 + 0.8 + 40 + 128) / 1e6 + 0.03, 12),
      unpricedCalls: 0,
      archivedCalls: 1,
      sessions: 1,
    };
    const noon = '2026-11-21T12:00:00.000Z';
    expect(rows).toEqual([{ key: '2026-11-21', ...sums, firstCallAt: noon, lastCallAt: noon }]);
    expect(totals).toEqual(sums);
    expect(skipped).toEqual({ malformed: 2 });
  });

  test('count a session of two days in both, and once in the totals', () => {
    const two = [makeCall({ id: 'a' }), makeCall({ id: 'b', at: '2026-11-22T12:00:00.000Z' })];
    const { rows, totals } = report(two, { kind: 'daily' });
    expect(rows.map(({ sessions }) => sessions)).toEqual([1, 1]);
    expect(totals.sessions).toBe(1);
  });

  test('break down by model, the dearest first and the unpriced last', () => {
    const three = [
      makeCall({ id: 'a', model: 'nobody-knows' }),
      makeCall({ id: 'b', model: 'claude-haiku-4-5' }),
      makeCall({ id: 'c', model: 'claude-opus-4-1' }),
    ];
    const [row] = report(three, { kind: 'daily', breakdown: true }).rows;
    expect(row?.models?.map(({ model, calls, costUsd }) => [model, calls, costUsd])).toEqual([
      ['claude-opus-4-1', 1, expect.closeTo(0.0015, 12)],
      ['claude-haiku-4-5', 1, expect.closeTo(0.0001, 12)],
      ['nobody-knows', 1, null],
    ]);
  });

  test('are those of the filters', () => {
    const count = (filter: Partial<UsageReportRequest>): number =>
      report(calls, { kind: 'daily', ...filter }).totals.calls;
    expect(count({ accountIds: [SPARE.id] })).toBe(1);
    expect(count({ agent: 'codex' })).toBe(1);
    expect(count({ project: '/home/ada/web' })).toBe(1);
    expect(count({ model: 'claude-opus-5-5' })).toBe(2);
    expect(count({ sessionId: 'session-3' })).toBe(1);
    expect(count({ sessionId: 'nobody' })).toBe(0);
  });

  test('of nothing are none, with a total whose cost is unknown', () => {
    const { rows, totals, unpriced } = report([], { kind: 'daily' });
    expect(rows).toEqual([]);
    expect(unpriced).toEqual([]);
    expect(totals).toMatchObject({ calls: 0, sessions: 0, costUsd: null, tokens: { total: 0, reasoning: null } });
  });

  test('go to JSON and back without a loss', () => {
    const made = report(calls, { kind: 'session', by: 'model', breakdown: true });
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    expect(made).toMatchObject({ schemaVersion: 1, by: 'model', mode: 'auto', timeZone: 'UTC', weekStart: 'monday' });
  });
});

describe('the order of rows', () => {
  const calls = ['2026-11-18', '2026-11-19', '2026-11-20'].map((day, index) =>
    makeCall({ id: day, at: `${day}T12:00:00.000Z`, usage: usage({ input: [200, 300, 100][index] ?? 0 }) }),
  );
  const days = (request: Partial<UsageReportRequest>): unknown[] =>
    report(calls, { kind: 'daily', ...request }).rows.map(({ key }) => key?.slice(8));

  test('is that of time for periods, and a limit keeps the newest', () => {
    expect(days({})).toEqual(['18', '19', '20']);
    expect(days({ limit: 2 })).toEqual(['19', '20']);
    expect(days({ limit: 2, order: 'desc' })).toEqual(['20', '19']);
    expect(days({ limit: 9 })).toEqual(['18', '19', '20']);
  });

  test('is by cost, tokens or calls where that is asked', () => {
    expect(days({ sort: 'cost' })).toEqual(['19', '18', '20']);
    expect(days({ sort: 'tokens', order: 'asc', limit: 1 })).toEqual(['20']);
    expect(days({ sort: 'calls' })).toEqual(['18', '19', '20']);
  });

  test('is the dearest first for what is no period, and what has no price comes last in either direction', () => {
    const mixed = [makeCall({ id: 'a', model: 'nobody-knows' }), makeCall({ id: 'b' })];
    for (const order of ['asc', 'desc'] as const) {
      const made = report(mixed, { kind: 'model', sort: 'cost', order });
      expect(made.rows.map(({ key }) => key)).toEqual(['claude-opus-5-5', 'nobody-knows']);
    }
  });

  test('leaves the totals as they are, and says how many rows it left out', () => {
    const { totals, omittedRows } = report(calls, { kind: 'daily', limit: 1 });
    expect(totals.calls).toBe(3);
    expect(omittedRows).toBe(2);
  });
});

describe('a request', () => {
  test.each([
    [{ kind: 'daily', by: 'daily' }, 'daily'],
    [{ kind: 'daily', by: 'monthly' }, 'monthly'],
    [{ kind: 'daily', limit: 0 }, 'limit'],
    [{ kind: 'daily', limit: 1.5 }, 'limit'],
    [{ kind: 'daily', since: '2026-02-30' }, 'since'],
    [{ kind: 'daily', until: 'now' }, 'until'],
    [{ kind: 'daily', timeZone: 'Mars/Olympus' }, 'Mars/Olympus'],
  ] as const)('%j is refused', (request, word) => {
    expect(() => report([], request)).toThrow(word);
    expect(() => report([], request)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});

describe('days with a change of clocks', () => {
  // Every quarter of an hour of three days around the change.
  const around = (day: string): readonly UsageRecord[] =>
    Array.from({ length: 3 * 96 }, (_, index) => {
      const at = new Date(Date.parse(`${day}T00:00:00.000Z`) - 24 * 36e5 + index * 9e5).toISOString();
      return makeCall({ id: at, at });
    });

  test.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['America/Los_Angeles', '2026-03-08', 23],
    ['America/Los_Angeles', '2026-11-01', 25],
    ['Asia/Kathmandu', '2026-03-29', 24],
    ['Asia/Kathmandu', '2026-10-25', 24],
  ])('in %s: %s has the calls of %d hours, by its row as by its range', (timeZone, day, hours) => {
    const calls = around(day);
    const all = report(calls, { kind: 'daily', timeZone });
    const one = report(calls, { kind: 'daily', timeZone, since: day, until: day });
    expect(all.rows.find(({ key }) => key === day)?.calls).toBe(hours * 4);
    expect(keysOf(one)).toEqual([[day, undefined, hours * 4]]);
  });
});
