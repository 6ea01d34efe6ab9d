import type { SessionCost, Usage, UsageRecord } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPricingTable } from '../../src/index.ts';
import { usageOverhead, type UsageOverhead } from '../../src/audit/usage-overhead.ts';
import { makeCall, sessionCost, SPARE, usage } from '../make-call.ts';
import { memoryReader } from '../memory-reader.ts';

const pricing = createPricingTable();
const OPUS = 'claude-opus-5-5';
const HAIKU = 'claude-haiku-5-5';
// One call of the recordings of Claude Code 2.1.329, and the title that it gives a session without leaving a record.
const CALL = usage({ input: 12, output: 42, cacheRead: 9000, cacheWrite5m: 1500 });
const times = (count: number): Usage =>
  usage({ input: 12 * count, output: 42 * count, cacheRead: 9000 * count, cacheWrite5m: 1500 * count });

function overhead(records: readonly UsageRecord[], costs: readonly SessionCost[]): UsageOverhead {
  return usageOverhead(memoryReader({ records, costs }), { pricing });
}

function callsOf(sessionId: string, count: number, day = '2026-11-21'): readonly UsageRecord[] {
  return Array.from({ length: count }, (_, index) =>
    makeCall({ id: `${sessionId}-${index}`, sessionId, at: `${day}T12:${10 + index}:00.000Z`, usage: CALL }),
  );
}

const sumOf = (sessionId: string, opus: Usage, more: SessionCost['models'] = []): SessionCost =>
  sessionCost(sessionId, [{ model: OPUS, usage: opus, costUsd: null }, ...more]);

describe('the overhead of a session', () => {
  test('is what the vendor added up beyond its records, with its price', () => {
    const found = overhead(callsOf('s', 2), [
      sumOf('s', times(2), [{ model: HAIKU, usage: CALL, costUsd: 0.0002997 }]),
    ]);
    const models = [
      {
        model: HAIKU,
        tokens: {
          input: 12,
          output: 42,
          cacheRead: 9000,
          cacheWrite5m: 1500,
          cacheWrite1h: 0,
          total: 10_554,
          reasoning: null,
        },
        webSearches: 0,
        costUsd: expect.closeTo(0.0002997, 10),
      },
    ];
    expect(found).toMatchObject({ comparedSessions: 1, unknownSessions: 0, models });
    expect(found.sessions).toMatchObject([{ sessionId: 's', unknown: null, models }]);
  });

  test('is none where both are equal, and a session without a sum is not compared', () => {
    const found = overhead([...callsOf('s', 2), ...callsOf('killed', 1)], [sumOf('s', times(2))]);
    expect(found).toEqual({ comparedSessions: 1, unknownSessions: 0, models: [], sessions: [] });
  });

  test('knows a model by all of its names', () => {
    const records = callsOf('s', 1).map((call) => ({ ...call, model: `${OPUS}-20261001` }));
    const found = overhead(records, [sessionCost('s', [{ model: `${OPUS}[1m]`, usage: CALL, costUsd: null }])]);
    expect(found.sessions).toEqual([]);
  });

  test('does not depend on how cache writes are told apart', () => {
    const records = [makeCall({ id: 'a', sessionId: 's', usage: usage({ cacheWrite1h: 700 }) })];
    expect(overhead(records, [sumOf('s', usage({ cacheWrite5m: 700 }))]).sessions).toEqual([]);
    const [session] = overhead(records, [sumOf('s', usage({ cacheWrite5m: 900 }))]).sessions;
    expect(session?.models[0]?.tokens).toMatchObject({ cacheWrite5m: 200, cacheWrite1h: 0, total: 200 });
  });

  test('has no price where the lengths of its prompts would decide it', () => {
    const [session] = overhead(
      [],
      [sessionCost('s', [{ model: HAIKU, usage: usage({ input: 100_001 }), costUsd: 1 }])],
    ).sessions;
    expect(session?.models[0]).toMatchObject({ costUsd: null, tokens: { total: 100_001 } });
  });

  test('is found also where the records are those of another account, which shares the transcripts', () => {
    const records = callsOf('s', 2).map((call) => ({ ...call, account: SPARE }));
    expect(overhead(records, [sumOf('s', times(2))]).sessions).toEqual([]);
  });
});

describe('overhead that cannot be told', () => {
  test('is that of a sum that does not hold all records: never negative', () => {
    const found = overhead(callsOf('s', 3), [sumOf('s', times(2), [{ model: HAIKU, usage: CALL, costUsd: null }])]);
    expect(found.sessions).toMatchObject([{ unknown: 'older-than-records', models: [] }]);
    expect(found).toMatchObject({ unknownSessions: 1, models: [] });
  });

  test('is that of a session that may have begun with the sum of an older one', () => {
    const records = [...callsOf('parent', 2), ...callsOf('fork', 2, '2026-11-22')];
    // The parent went on after the fork, or compacted: nothing says which.
    const found = overhead(records, [sumOf('parent', times(2)), sumOf('fork', times(5))]);
    expect(found.sessions).toMatchObject([{ sessionId: 'fork', unknown: 'may-be-inherited', models: [] }]);
    expect(found.models).toEqual([]);
  });

  test('is not that of a fork that leaves exactly its parent: it has none', () => {
    const records = [...callsOf('parent', 2), ...callsOf('fork', 2, '2026-11-22')];
    const found = overhead(records, [sumOf('parent', times(2)), sumOf('fork', times(4))]);
    expect(found).toEqual({ comparedSessions: 2, unknownSessions: 0, models: [], sessions: [] });
  });

  test('is not that of a session to which no older one fits', () => {
    const title = [{ model: HAIKU, usage: CALL, costUsd: null }];
    const told = (others: readonly UsageRecord[]): unknown =>
      overhead([...others, ...callsOf('s', 1)], [sumOf('s', CALL, title)]).sessions.map(({ unknown }) => unknown);
    // Of another model; younger; and with more calls a day before than the sum leaves room for.
    expect(told(callsOf('older', 2, '2026-11-20'))).toEqual([null]);
    const haiku = callsOf('other', 2, '2026-11-22').map((call) => ({ ...call, model: HAIKU }));
    expect(told(haiku)).toEqual([null]);
    expect(told(haiku.map((call) => ({ ...call, at: call.at.replace('-22T', '-19T') })))).toEqual([null]);
    // Within the day only its first call counts: the second one may have come after the fork.
    expect(told(haiku.map((call) => ({ ...call, at: call.at.replace('-22T12', '-21T11') })))).toEqual([
      'may-be-inherited',
    ]);
  });
});

test('overhead adds up to what left no record, whatever else the sessions did', () => {
  const counts = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(counts, (sessions) => {
      const records = sessions.flatMap(([calls], index) => callsOf(`s${index}`, calls, `2026-11-${10 + index}`));
      const costs = sessions.map(([calls, titles], index) =>
        sumOf(`s${index}`, times(calls), titles === 0 ? [] : [{ model: HAIKU, usage: times(titles), costUsd: null }]),
      );
      const found = overhead(records, costs);
      const titles = sessions.reduce((sum, [, count]) => sum + count, 0);
      expect(found.unknownSessions).toBe(0);
      expect(found.models.reduce((sum, { tokens }) => sum + tokens.total, 0)).toBe(titles * 10_554);
    }),
    { numRuns: 40 },
  );
});
