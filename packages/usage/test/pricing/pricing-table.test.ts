import { PROMPT_STEPS, type Usage } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPricingTable, type TokenRates } from '../../src/index.ts';

const NOW = '2026-11-21T12:00:00.000Z';
const NONE: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
const MILLION: Usage = {
  input: 1e6,
  output: 1e6,
  cacheRead: 1e6,
  cacheWrite5m: 1e6,
  cacheWrite1h: 1e6,
};
const table = createPricingTable();
const CLAUDE_MODELS = table.rows().flatMap(({ model }) => (model.startsWith('claude-') ? [model] : []));
const cost = (model: string, usage: Partial<Usage>, call = {}, at = NOW): number | null =>
  table.cost(model, at, { ...NONE, ...usage }, call);

describe('the price of a call', () => {
  test.each([
    ['claude-opus-5-5', 4 + 20 + 0.2 + 5 + 8],
    ['claude-opus-4-8', 5 + 25 + 0.5 + 6.25 + 10],
    ['claude-opus-4-1', 15 + 75 + 1.5 + 18.75 + 30],
    ['claude-fable-5-1', 10 + 50 + 0.25 + 12.5 + 20],
    ['claude-sonnet-4-6', 3 + 15 + 0.3 + 3.75 + 6],
    ['claude-haiku-4-5', 1 + 5 + 0.1 + 1.25 + 2],
  ])('of %s has a rate for each bucket', (model, usd) => {
    expect(cost(model, MILLION, { longPrompt: false })).toBeCloseTo(usd, 9);
  });

  test.each([
    ['claude-opus-5-5', { input: 12, output: 42, cacheRead: 9000, cacheWrite5m: 1500 }, 0.010188],
    ['claude-opus-5-5', { input: 60_024, output: 168, cacheRead: 36_000, cacheWrite5m: 6000 }, 0.280656],
    ['claude-haiku-5-5', { input: 12, output: 42, cacheRead: 9000, cacheWrite5m: 1500 }, 0.0002997],
  ])('of %s is what Claude Code 2.1.329 counted in a recorded session', (model, usage, usd) => {
    expect(cost(model, usage)).toBeCloseTo(usd, 10);
  });

  test('moves with all of its tokens, those of the answer too, to the other tier when its prompt is long', () => {
    const [model, output] = ['claude-sonnet-4-5', 1000];
    expect(cost(model, { input: 100_000, cacheRead: 100_000, output })).toBeCloseTo(0.3 + 0.03 + 0.015, 9);
    expect(cost(model, { input: 100_001, cacheRead: 100_000, output })).toBeCloseTo(0.600006 + 0.06 + 0.0225, 9);
    expect(cost('claude-haiku-5-5', { input: 100_000 })).toBeCloseTo(0.01, 9);
    expect(cost('claude-haiku-5-5', { input: 100_001 })).toBeCloseTo(0.0500005, 9);
    expect(cost('claude-opus-4-8', { input: 500_000 })).toBeCloseTo(2.5, 9);
  });

  test('of a sum goes by what is said of its prompts, not by its own length', () => {
    expect(cost('claude-sonnet-4-5', { input: 1e6 }, { longPrompt: false })).toBeCloseTo(3, 9);
    expect(cost('claude-sonnet-4-5', { input: 1000 }, { longPrompt: true })).toBeCloseTo(0.006, 9);
  });

  test('doubles in fast mode where the list says so, and is unknown where it does not', () => {
    expect(cost('claude-opus-4-8', { input: 1e6 }, { speed: 'fast' })).toBeCloseTo(10, 9);
    expect(cost('claude-opus-4-8', { input: 1e6 }, { speed: 'standard' })).toBeCloseTo(5, 9);
    expect(cost('claude-sonnet-4-6', { input: 1e6 }, { speed: 'fast' })).toBeNull();
    expect(cost('claude-opus-4-8', { input: 1e6 }, { speed: 'ludicrous' })).toBeNull();
  });

  test('counts the USA, batches and web searches, and multiplies no search', () => {
    const usage = { input: 1e6, webSearches: 3 };
    expect(cost('claude-opus-5-5', usage)).toBeCloseTo(4.03, 9);
    expect(cost('claude-opus-5-5', usage, { geography: 'us' })).toBeCloseTo(4.43, 9);
    expect(cost('claude-opus-5-5', usage, { batch: true })).toBeCloseTo(2.03, 9);
    expect(cost('claude-opus-5-5', usage, { geography: '' })).toBeCloseTo(4.03, 9);
    expect(cost('claude-opus-5-5', usage, { geography: 'mars' })).toBeNull();
  });

  test('is the one of its own time, and unknown before there was one', () => {
    const read = (at: string): number | null => cost('claude-sonnet-5-5', { cacheRead: 1e6 }, {}, at);
    expect(read('2026-10-06T23:59:59.999Z')).toBeCloseTo(0.2, 9);
    expect(read('2026-10-07T00:00:00.000Z')).toBeCloseTo(0.1, 9);
    expect(cost('claude-haiku-5-5', { input: 1 }, {}, '2026-10-06T23:59:59.999Z')).toBeNull();
  });

  test('adds up: two parts of a call cost what the call costs', () => {
    const tokens = fc.record({
      input: fc.nat(1e6),
      output: fc.nat(1e6),
      cacheRead: fc.nat(1e6),
      cacheWrite5m: fc.nat(1e6),
      cacheWrite1h: fc.nat(1e6),
      webSearches: fc.nat(9),
    });
    const model = fc.constantFrom(...CLAUDE_MODELS);
    fc.assert(
      fc.property(model, tokens, tokens, fc.boolean(), fc.boolean(), (name, a, b, longPrompt, batch) => {
        const call = { longPrompt, batch };
        const both = {
          input: a.input + b.input,
          output: a.output + b.output,
          cacheRead: a.cacheRead + b.cacheRead,
          cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
          cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
          webSearches: a.webSearches + b.webSearches,
        };
        const parts = (cost(name, a, call) ?? Number.NaN) + (cost(name, b, call) ?? Number.NaN);
        expect(cost(name, both, call)).toBeCloseTo(parts, 6);
      }),
    );
  });
});

describe('the name of a model', () => {
  test.each([
    'claude-opus-4-5',
    'claude-opus-4-5-20251101',
    'claude-opus-4-5@20251101',
    'claude-opus-4-5[1m]',
    'claude-opus-4-5-20251101[1m]',
    'anthropic/claude-opus-4.5',
    'openrouter/anthropic/claude-opus-4.5',
    'anthropic.claude-opus-4-5-20251101-v1:0',
    'us.anthropic.claude-opus-4-5-20251101-v1:0',
    'bedrock/global.anthropic.claude-opus-4-5-20251101-v1:0',
    'vertex_ai/claude-opus-4-5@20251101',
  ])('%s is claude-opus-4-5', (name) => {
    expect(table.resolve(name)).toBe('claude-opus-4-5');
  });

  test.each([
    'claude-opus-4-9',
    'claude-opus-4-5-fast',
    'claude-opus-4-5-2025',
    'my-claude-opus-4-5',
    'claude-opus',
    'opus',
    'gpt-9',
    'gemini-9-ultra',
    '<synthetic>',
    '',
    'constructor',
  ])('%s is not guessed, and costs nobody knows what', (name) => {
    expect(table.resolve(name)).toBeNull();
    expect(cost(name, MILLION)).toBeNull();
  });
});

describe('the table', () => {
  test('has no tier of long prompts that a store does not keep apart', () => {
    const tiers = createPricingTable()
      .rows()
      .flatMap(({ longPrompt }) => longPrompt?.above ?? []);
    expect(new Set(tiers).size).toBeGreaterThan(2);
    expect(tiers.filter((above) => !PROMPT_STEPS.includes(above))).toEqual([]);
  });

  test('names for each row its source, when it was checked, and no rate that is nothing', () => {
    for (const row of table.rows()) {
      expect(row.source).toMatch(/^(?:platform\.claude\.com|developers\.openai\.com|ai\.google\.dev)\//);
      expect(row.checkedAt).toMatch(/^\d{4}-\d{2}-\d{2}T/);
      const all = [row.rates, ...(row.longPrompt === null ? [] : [row.longPrompt.rates])].flatMap(ratesOf);
      expect(all.every((rate) => rate === null || rate > 0)).toBe(true);
      expect(all.length % 5).toBe(0);
    }
    expect(table.lastUpdated()).toBe('2026-11-21T00:00:00.000Z');
  });

  test('has every rate of a Claude model', () => {
    const rows = table.rows().filter(({ model }) => model.startsWith('claude-'));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.flatMap(({ rates }) => ratesOf(rates))).not.toContain(null);
  });

  test('never asks less for a long prompt, or more for what the cache served', () => {
    for (const { rates, longPrompt } of table.rows()) {
      expect(rates.cacheRead ?? 0).toBeLessThan(rates.input);
      if (longPrompt === null) continue;
      const [short, long] = [ratesOf(rates), ratesOf(longPrompt.rates)];
      expect(long.every((rate, index) => (rate ?? 0) >= (short[index] ?? 0))).toBe(true);
    }
  });

  test('lets no alias stand for two models, and has each price of a model once', () => {
    const rows = table.rows();
    const models = new Set(rows.map(({ model }) => model));
    const aliases = new Map<string, string>();
    for (const { model, aliases: names } of rows) {
      for (const name of names) {
        expect(models.has(name)).toBe(false);
        expect(aliases.get(name) ?? model).toBe(model);
        aliases.set(name, model);
      }
    }
    const keys = rows.map(({ model, effectiveFrom }) => `${model} ${effectiveFrom}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

function ratesOf(rates: TokenRates): readonly (number | null)[] {
  return [rates.input, rates.output, rates.cacheRead, rates.cacheWrite5m, rates.cacheWrite1h];
}
