import type { UsageRecord } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { importCheck, type ImportDifference } from '../../src/import-check/import-check.ts';
import { readCcusage } from '../../src/import-check/ccusage-report.ts';
import { createPricingTable } from '../../src/pricing/pricing-table.ts';
import { CODEX, makeCall, SPARE, usage } from '../make-call.ts';
import { memoryReader } from '../memory-reader.ts';

const pricing = createPricingTable();

interface Model {
  readonly model?: string;
  readonly input?: number;
  readonly output?: number;
  readonly cacheWrite?: number;
  readonly cost?: number;
  readonly missingPricing?: boolean;
}

/** The sums of a row as ccusage writes them. */
function sumsOf({ input = 100, output = 0, cacheWrite = 0, cost = 0 }: Model): object {
  return {
    inputTokens: input,
    outputTokens: output,
    cacheCreationTokens: cacheWrite,
    cacheReadTokens: 0,
    totalCost: cost,
  };
}

function claudeDay(date: string, some: Model = {}): object {
  const { model = 'claude-opus-5-5', cost = 0, missingPricing } = some;
  const { totalCost: _, ...tokens } = { totalCost: 0, ...sumsOf(some) };
  const part = { modelName: model, cost, ...tokens, ...(missingPricing === true && { missingPricing }) };
  return { date, ...sumsOf(some), modelBreakdowns: [part] };
}

function check(
  records: readonly UsageRecord[],
  report: object,
  timeZone = 'UTC',
): { readonly rows: number; readonly differences: readonly ImportDifference[] } {
  return importCheck(memoryReader({ records }), readCcusage(report), { pricing, timeZone });
}

function rules(records: readonly UsageRecord[], report: object): readonly string[] {
  return check(records, report).differences.map(({ key, reasons }) =>
    [key, ...reasons.map(({ rule, certain }) => `${rule}${certain ? '' : '?'}`)].join(' '),
  );
}

const DAY = '2026-11-21';
/** A hundred tokens of input, at four dollars a million. */
const COST = 0.0004;

describe('a report of ccusage that counts as we do', () => {
  test('has no difference, by day, week, month, session and block', () => {
    const calls = [makeCall({ id: 'a' }), makeCall({ id: 'b', account: CODEX, model: 'gpt-5' })];
    const row = (name: string, key: string): object => ({ [name]: key, ...sumsOf({ cost: COST }) });
    for (const report of [
      { daily: [row('date', DAY)] },
      { weekly: [row('week', '2026-11-15')] },
      { weekly: [row('week', '2026-11-16')] },
      { monthly: [row('month', '2026-11')] },
      { sessions: [row('sessionId', 'session-1')] },
      {
        blocks: [
          {
            startTime: '2026-11-21T12:00:00.000Z',
            isGap: false,
            costUSD: COST,
            tokenCounts: { inputTokens: 100, outputTokens: 0, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 },
          },
          { startTime: '2026-11-21T17:00:00.000Z', isGap: true },
        ],
      },
    ]) {
      expect(check(calls, report)).toMatchObject({ rows: 1, differences: [] });
    }
  });

  test('of all agents has the calls of all of them', () => {
    const calls = [makeCall({ id: 'a' }), makeCall({ id: 'b', account: CODEX, vendorCostUsd: 0 })];
    const row = {
      period: DAY,
      agent: 'all',
      metadata: { agents: ['claude', 'codex'] },
      ...sumsOf({ input: 200, cost: COST }),
    };
    expect(check(calls, { daily: [row] }).differences).toEqual([]);
  });

  test('is compared by the days of the zone that was named, as far as it goes', () => {
    const calls = [
      makeCall({ id: 'a', at: '2026-11-21T20:00:00.000Z' }),
      makeCall({ id: 'b', at: '2026-12-24T00:00:00.000Z' }),
    ];
    const report = { daily: [claudeDay('2026-11-22', { cost: COST })] };
    expect(check(calls, report, 'Asia/Kathmandu').differences).toEqual([]);
    expect(check(calls, report, 'UTC').differences).not.toEqual([]);
  });
});

describe('other tokens', () => {
  test('are exactly those of transcripts that are gone', () => {
    const calls = [makeCall({ id: 'a' }), makeCall({ id: 'b', archived: true })];
    expect(rules(calls, { daily: [claudeDay(DAY)] })).toEqual([`${DAY} archived`]);
  });

  test('stand in another row, where what one lacks another has too much of', () => {
    const calls = [makeCall({ id: 'a' }), makeCall({ id: 'b', at: '2026-11-22T12:00:00.000Z' })];
    const report = { daily: [claudeDay(DAY, { input: 200 }), claudeDay('2026-11-22', { input: 0 })] };
    expect(rules(calls, report)).toEqual([`${DAY} moved`, '2026-11-22 moved']);
  });

  test.for<readonly [string, Partial<UsageRecord>, object, string]>([
    [
      'a call without a request id that its days count again',
      { requestId: null },
      { daily: [claudeDay(DAY, { input: 300 })] },
      'no-request-id?',
    ],
    ['nothing that is known', { requestId: 'r' }, { daily: [claudeDay(DAY, { input: 300 })] }, ''],
    [
      'a copy for a side question',
      {},
      { sessions: [{ sessionId: 'session-1', ...sumsOf({ input: 300 }) }] },
      'side-question?',
    ],
    [
      'weeks that are sums of its days',
      { requestId: null },
      { weekly: [{ period: '2026-11-16', agent: 'all', ...sumsOf({ input: 300 }) }] },
      'no-request-id?',
    ],
    ['a line that it drops', {}, { daily: [claudeDay(DAY, { input: 40 })] }, 'line-dropped?'],
    [
      'a split of cache writes that says nought',
      { usage: usage({ input: 100, cacheWrite5m: 50 }) },
      { daily: [claudeDay(DAY)] },
      'split-zero?',
    ],
    [
      'agents that ccx does not read',
      {},
      { daily: [{ period: DAY, metadata: { agents: ['claude', 'goose'] }, ...sumsOf({ input: 300 }) }] },
      'other-agents?',
    ],
  ])('may be %s', ([, call, report, rule]) => {
    const [found] = rules([makeCall({ id: 'a', ...call })], report);
    expect(found?.split(' ')[1] ?? '').toBe(rule);
  });

  test('are none where the calls of two accounts lie in windows of their own', () => {
    const at = (hour: number): string => `2026-11-21T${hour}:10:00.000Z`;
    const calls = [
      makeCall({ id: 'a', at: at(10) }),
      makeCall({ id: 'b', at: at(11), account: SPARE }),
      makeCall({ id: 'c', at: at(12) }),
      makeCall({ id: 'd', at: at(22) }),
    ];
    const block = (hour: number, inputTokens: number): object => ({
      startTime: `2026-11-21T${hour}:00:00.000Z`,
      costUSD: (COST * inputTokens) / 100,
      tokenCounts: { inputTokens, outputTokens: 0, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 },
    });
    expect(rules(calls, { blocks: [block(10, 200), block(11, 100), block(22, 100)] })).toEqual([]);
  });

  test('may be windows that it has for all accounts together', () => {
    const calls = [
      makeCall({ id: 'a', at: '2026-11-21T12:10:00.000Z' }),
      makeCall({ id: 'b', at: '2026-11-21T13:10:00.000Z', account: SPARE }),
    ];
    const counts = { inputTokens: 201, outputTokens: 0, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 };
    const report = {
      blocks: [
        { startTime: '2026-11-21T12:00:00.000Z', costUSD: 0, tokenCounts: counts },
        { startTime: '2026-11-21T18:00:00.000Z', costUSD: 0, tokenCounts: { ...counts, inputTokens: 0 } },
      ],
    };
    expect(rules(calls, report)).toEqual([
      '2026-11-21T12:00:00.000Z side-question? merged-accounts?',
      '2026-11-21T13:00:00.000Z merged-accounts?',
    ]);
  });
});

describe('another cost of the same tokens', () => {
  test.for<readonly [string, Partial<UsageRecord>, Model, string]>([
    ['it has no price', {}, { cost: 0, missingPricing: true }, 'unpriced-there'],
    ['ccx has no price', { model: 'gpt-x' }, { model: 'gpt-x', cost: 5 }, 'unpriced-here'],
    ['another mode', { vendorCostUsd: 3 }, { cost: COST }, 'mode'],
    ['another price', {}, { cost: 7 }, 'price-table'],
    ['web searches', { usage: usage({ input: 100, webSearches: 2 }) }, { cost: COST }, 'web-search'],
    ['long prompts', { longPrompt: true }, { cost: 7 }, 'long-prompt?'],
    [
      'fast calls',
      { model: 'claude-opus-4-8', speed: 'fast' },
      { model: 'claude-opus-4-8-fast', cost: 7 },
      'fast-or-batch?',
    ],
    ['batch calls', { batch: true }, { cost: 7 }, 'fast-or-batch?'],
  ])('is of %s', ([, call, theirs, rule]) => {
    expect(rules([makeCall({ id: 'a', ...call })], { daily: [claudeDay(DAY, theirs)] })).toEqual([`${DAY} ${rule}`]);
  });

  test('may be that of a model without a price, where windows show no cost by model', () => {
    const calls = [makeCall({ id: 'a' }), makeCall({ id: 'b', model: 'claude-haiku-4-5-20251001' })];
    const tokenCounts = { inputTokens: 200, outputTokens: 0, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 };
    const block = { startTime: '2026-11-21T12:00:00.000Z', costUSD: COST, tokenCounts };
    const [found] = check(calls, { blocks: [block] }).differences;
    expect(found?.reasons).toEqual([{ rule: 'unpriced-there', certain: false, model: 'claude-haiku-4-5-20251001' }]);
  });

  test('names the model whose it is', () => {
    const calls = [makeCall({ id: 'a' })];
    const [found] = check(calls, { daily: [claudeDay(DAY, { cost: 7 })] }).differences;
    expect(found?.reasons).toEqual([{ rule: 'price-table', certain: true, model: 'claude-opus-5-5' }]);
    expect(found?.costUsd).toBeCloseTo(7 - COST);
  });
});

test.for([
  [null, 'no rows'],
  [[], 'no rows'],
  [{ totals: {} }, 'no rows'],
  [{ daily: [], monthly: [] }, 'several reports'],
  [{ daily: [7] }, 'no object'],
  [{ daily: [{ ...sumsOf({}) }] }, 'names neither'],
  [{ daily: [{ date: DAY, inputTokens: '7' }] }, 'no number "inputTokens"'],
] as const)('%j is refused with the reason: %s', ([value, words]) => {
  expect(() => readCcusage(value)).toThrow(words);
});
