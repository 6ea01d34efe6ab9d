import type { UsageRecord } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createPricingTable,
  usageReport,
  type CostMode,
  type UsageReport,
  type UsageReportKind,
} from '../../src/index.ts';
import { costOfCall } from '../../src/pricing/cost-mode.ts';
import { CODEX, makeCall, SPARE, usage, WORK } from '../make-call.ts';
import { memoryReader } from '../memory-reader.ts';

const pricing = createPricingTable();
const KINDS: readonly UsageReportKind[] = [
  'daily',
  'weekly',
  'monthly',
  'session',
  'project',
  'model',
  'profile',
  'branch',
  'agent',
];

function report(
  records: readonly UsageRecord[],
  mode: CostMode = 'auto',
  kind: UsageReportKind = 'monthly',
): UsageReport {
  return usageReport(memoryReader({ records }), { kind, mode }, { pricing });
}

const costOf = (records: readonly UsageRecord[], mode?: CostMode): number | null =>
  report(records, mode).totals.costUsd;

describe('the cost of a sum', () => {
  test('has each call at its own tier, speed, place and interface', () => {
    const input = usage({ input: 1000 });
    const records = [
      makeCall({ id: 'a', usage: input }),
      makeCall({ id: 'b', usage: input, geography: 'us' }),
      makeCall({ id: 'c', usage: input, batch: true }),
      makeCall({ id: 'd', usage: input, model: 'claude-opus-4-8', speed: 'fast' }),
      makeCall({ id: 'e', usage: usage({ input: 300_000 }), model: 'claude-sonnet-4-5-20250929', longPrompt: true }),
      makeCall({ id: 'f', usage: usage({ input: 150_000 }), model: 'claude-sonnet-4-5-20250929' }),
      makeCall({ id: 'g', usage: usage({ input: 150_000 }), model: 'claude-sonnet-4-5-20250929' }),
    ];
    expect(costOf(records)).toBeCloseTo(0.004 + 0.0044 + 0.002 + 0.01 + 1.8 + 0.45 + 0.45, 9);
  });

  test('has each call at the price of its own time', () => {
    const read = usage({ cacheRead: 1e6 });
    const records = [
      makeCall({ id: 'a', model: 'claude-sonnet-5-5', usage: read, at: '2026-10-06T23:59:59.999Z' }),
      makeCall({ id: 'b', model: 'claude-sonnet-5-5', usage: read, at: '2026-10-07T00:00:00.000Z' }),
    ];
    expect(report(records).rows).toHaveLength(1);
    expect(costOf(records)).toBeCloseTo(0.3, 9);
  });

  test('finds the long prompts of a tier that begins before the mark of the records', () => {
    const sent = (id: string, tokens: number, more: Partial<UsageRecord> = {}): UsageRecord =>
      makeCall({ id, model: 'claude-haiku-5-5', usage: usage({ input: tokens }), ...more });
    const records = [sent('a', 100_000), sent('b', 100_001), sent('c', 250_000, { longPrompt: true })];
    expect(costOf(records)).toBeCloseTo(0.01 + 0.0500005 + 0.125, 9);
    const rows = usageReport(memoryReader({ records }), { kind: 'session', by: 'daily' }, { pricing }).rows;
    expect(rows.map(({ costUsd }) => costUsd)).toEqual([expect.closeTo(0.1850005, 9)]);
  });

  test('looks at each call by itself where a person wrote a tier that begins anywhere', () => {
    const tier = { above_tokens: 50_000, input_per_mtok: 2, output_per_mtok: 0 };
    const house = { model: 'house', input_per_mtok: 1, output_per_mtok: 0, long_prompt: tier };
    const own = createPricingTable({ overrides: { models: [house] } });
    const records = [50_000, 50_001, 10].map((input) =>
      makeCall({ id: `${input}`, model: 'house', usage: usage({ input }) }),
    );
    const { totals, rows } = usageReport(memoryReader({ records }), { kind: 'daily' }, { pricing: own });
    expect(totals.costUsd).toBeCloseTo(0.05 + 0.100002 + 0.00001, 9);
    expect(rows.map(({ costUsd }) => costUsd)).toEqual([expect.closeTo(0.150012, 9)]);
  });

  test('leaves out calls without a price, and lists them with their tokens', () => {
    const records = [
      makeCall({ id: 'a' }),
      makeCall({ id: 'b', model: 'gpt-x', usage: usage({ input: 5, output: 6 }) }),
      makeCall({ id: 'c', model: 'gpt-x', usage: usage({ cacheRead: 7 }) }),
      makeCall({ id: 'd', model: 'claude-sonnet-4-6', speed: 'fast' }),
    ];
    const { totals, unpriced } = report(records);
    expect(totals.costUsd).toBeCloseTo(0.0004, 9);
    expect(totals.unpricedCalls).toBe(3);
    expect(unpriced).toEqual([
      { model: 'gpt-x', calls: 2, tokens: 18 },
      { model: 'claude-sonnet-4-6', calls: 1, tokens: 100 },
    ]);
  });

  test('of calls that all have none is unknown', () => {
    const { totals, rows } = report([makeCall({ id: 'a', model: 'gpt-x' })]);
    expect(totals.costUsd).toBeNull();
    expect(rows.map(({ costUsd }) => costUsd)).toEqual([null]);
  });
});

describe('the modes', () => {
  const records = [
    makeCall({ id: 'a', vendorCostUsd: 9 }),
    makeCall({ id: 'b' }),
    makeCall({ id: 'c', vendorCostUsd: 0 }),
    makeCall({ id: 'd', model: 'gpt-x', vendorCostUsd: 1 }),
  ];

  test.each([
    ['auto', 10.0004, 0],
    ['calculate', 0.0012, 1],
    ['display', 10, 1],
  ] as const)('%s counts %d dollars and %d calls without a price', (mode, usd, without) => {
    const { totals } = report(records, mode);
    expect(totals.costUsd).toBeCloseTo(usd, 9);
    expect(totals.unpricedCalls).toBe(without);
  });
});

describe('whatever the calls are', () => {
  const calls = fc.array(
    fc.record({
      account: fc.constantFrom(WORK, SPARE, CODEX),
      sessionId: fc.constantFrom('s1', 's2', 's3'),
      ms: fc.integer({ min: Date.UTC(2026, 9, 1), max: Date.UTC(2026, 10, 21) }),
      model: fc.constantFrom('claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-sonnet-4-5-20250929', 'gpt-x'),
      input: fc.nat(400_000),
      output: fc.nat(5000),
      cacheRead: fc.nat(90_000),
      webSearches: fc.nat(2),
      vendorCostUsd: fc.option(fc.double({ min: 0, max: 9, noNaN: true })),
      gitBranch: fc.option(fc.constantFrom('main', 'fix')),
      cwd: fc.constantFrom('/a', '/b'),
      speed: fc.constantFrom(null, 'standard', 'fast'),
      batch: fc.boolean(),
      geography: fc.constantFrom(null, 'us', 'global'),
      copies: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 25 },
  );
  const recordsOf = (
    drawn: readonly (typeof calls extends fc.Arbitrary<readonly (infer C)[]> ? C : never)[],
  ): UsageRecord[] =>
    drawn.flatMap(({ ms, input, output, cacheRead, webSearches, copies, ...some }, index) => {
      const own = makeCall({
        id: `call-${index}`,
        ...some,
        at: new Date(ms).toISOString(),
        usage: usage({ input, output, cacheRead, webSearches }),
        longPrompt: input + cacheRead > 200_000,
      });
      return Array.from({ length: copies }, () => own);
    });
  const modes = fc.constantFrom<CostMode>('auto', 'calculate', 'display');
  const zones = fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/Los_Angeles', 'Europe/Berlin');

  test('rows add up to the totals, and all groupings have the same totals: the sum of the calls one by one', () => {
    fc.assert(
      fc.property(calls, modes, zones, (drawn, mode, timeZone) => {
        const reader = memoryReader({ records: recordsOf(drawn) });
        const single = [...reader.usageCalls({ range: { from: null, to: null }, groupBy: [] })];
        const costs = single.flatMap((call) => costOfCall(call, pricing, mode) ?? []);
        const cost = costs.length === 0 ? null : costs.reduce((sum, usd) => sum + usd, 0);
        for (const kind of KINDS) {
          const made = usageReport(reader, { kind, mode, timeZone, breakdown: true }, { pricing });
          const { totals, rows } = made;
          const parts = [rows, rows.flatMap(({ models = [] }) => models)];
          expect(totals.calls).toBe(single.length);
          expect(totals.unpricedCalls).toBe(single.length - costs.length);
          expect(totals.costUsd === null).toBe(cost === null);
          expect(totals.costUsd ?? 0).toBeCloseTo(cost ?? 0, 6);
          for (const part of parts) {
            const add = (value: (row: (typeof part)[number]) => number): number =>
              part.reduce((sum, row) => sum + value(row), 0);
            expect(add((row) => row.calls)).toBe(totals.calls);
            expect(add((row) => row.tokens.total)).toBe(totals.tokens.total);
            expect(add((row) => row.webSearches)).toBe(totals.webSearches);
            expect(add((row) => row.unpricedCalls)).toBe(totals.unpricedCalls);
            expect(add((row) => row.costUsd ?? 0)).toBeCloseTo(totals.costUsd ?? 0, 6);
          }
          expect(made.unpriced.reduce((sum, row) => sum + row.calls, 0)).toBe(totals.unpricedCalls);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('the order in which they were stored changes nothing', () => {
    const shuffled = calls.chain((drawn) => {
      const records = recordsOf(drawn);
      return fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length }));
    });
    fc.assert(
      fc.property(shuffled, modes, ([records, other], mode) => {
        for (const kind of ['session', 'daily'] as const) {
          const [one, two] = [report(records, mode, kind), report(other, mode, kind)];
          expect(two.totals.costUsd ?? 0).toBeCloseTo(one.totals.costUsd ?? 0, 9);
          const withoutCost = ({ rows }: UsageReport): unknown =>
            rows.map((row) => JSON.stringify({ ...row, costUsd: null })).toSorted();
          expect(withoutCost(two)).toEqual(withoutCost(one));
        }
      }),
      { numRuns: 25 },
    );
  });
});
