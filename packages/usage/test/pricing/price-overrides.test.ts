import { CcxError, type Usage } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { createPricingTable } from '../../src/index.ts';

const INPUT: Usage = { input: 1e6, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
const mine = { model: 'claude-opus-4-8', input_per_mtok: 7, output_per_mtok: 8 };
const withModels = (...models: readonly unknown[]): ReturnType<typeof createPricingTable> =>
  createPricingTable({ overrides: { models } });

describe("a person's own prices", () => {
  test('replace a model as a whole where they name no time', () => {
    const table = withModels(mine);
    expect(table.cost('claude-opus-4-8', '2020-01-01T00:00:00.000Z', INPUT)).toBeCloseTo(7, 9);
    expect(table.rows().filter(({ model }) => model === 'claude-opus-4-8')).toHaveLength(1);
    expect(table.cost('claude-opus-4-7', '2026-01-01T00:00:00.000Z', INPUT)).toBeCloseTo(5, 9);
  });

  test.each([
    ['a text', '2026-09-01'],
    ['a TOML date', new Date('2026-09-01T00:00:00.000Z')],
  ])('replace it from %s on, and leave what came before', (_, from) => {
    const table = withModels({ ...mine, model: 'claude-sonnet-5-5', effective_from: from });
    expect(table.cost('claude-sonnet-5-5', '2026-08-31T23:59:59.999Z', INPUT)).toBeCloseTo(2, 9);
    expect(table.cost('claude-sonnet-5-5', '2026-09-01T00:00:00.000Z', INPUT)).toBeCloseTo(7, 9);
    // The embedded row of October is younger than the person's and gives way to it.
    expect(table.cost('claude-sonnet-5-5', '2026-11-01T00:00:00.000Z', INPUT)).toBeCloseTo(7, 9);
  });

  test('add a model with other names, its tiers and its multipliers', () => {
    const table = withModels({
      ...mine,
      model: 'house-model',
      aliases: ['gateway/house'],
      fast_multiplier: 3,
      us_multiplier: 2,
      batch_multiplier: 0.25,
      web_search_usd: 0.5,
      input_per_mtok: 7n,
      long_prompt: { above_tokens: 1_000_000, input_per_mtok: 9, output_per_mtok: 10 },
    });
    const at = '2026-11-21T00:00:00.000Z';
    expect(table.resolve('gateway/house')).toBe('house-model');
    expect(table.resolve('house-model-20261001[1m]')).toBe('house-model');
    expect(table.cost('house-model', at, INPUT, { speed: 'fast', geography: 'us' })).toBeCloseTo(42, 9);
    expect(table.cost('house-model', at, { ...INPUT, webSearches: 2 }, { batch: true })).toBeCloseTo(2.75, 9);
    expect(table.cost('house-model', at, { ...INPUT, input: 2e6 })).toBeCloseTo(18, 9);
  });

  test('leave a call unpriced that needs a rate they do not give', () => {
    const at = '2026-11-21T00:00:00.000Z';
    expect(withModels(mine).cost('claude-opus-4-8', at, { ...INPUT, cacheRead: 1 })).toBeNull();
    expect(withModels(mine).cost('claude-opus-4-8', at, INPUT, { batch: true })).toBeNull();
    expect(withModels(mine).cost('claude-opus-4-8', at, { ...INPUT, webSearches: 1 })).toBeNull();
  });

  test('may be none', () => {
    const rows = createPricingTable().rows();
    expect(createPricingTable({ overrides: {} }).rows()).toEqual(rows);
    expect(withModels().rows()).toEqual(rows);
  });

  test('do not make the table newer than its sources', () => {
    expect(withModels(mine).lastUpdated()).toBe(createPricingTable().lastUpdated());
  });

  test.each([
    ['something else than a table', 'prices', 'pricing.toml'],
    ['a key that nobody reads', { prices: [] }, '"prices"'],
    ['a table where a list belongs', { models: { a: 1 } }, 'models'],
    ['no name', { models: [{ ...mine, model: '' }] }, 'models[0].model'],
    ['no rate for output', { models: [{ model: 'x', input_per_mtok: 1 }] }, 'models[0].output_per_mtok'],
    ['a negative rate', { models: [mine, { ...mine, input_per_mtok: -1n }] }, 'models[1].input_per_mtok is -1'],
    ['a rate in words', { models: [{ ...mine, cache_read_per_mtok: 'free' }] }, '"free"'],
    ['a rate without end', { models: [{ ...mine, input_per_mtok: Infinity }] }, 'input_per_mtok'],
    ['a misspelt key', { models: [{ ...mine, output_per_tok: 1 }] }, '"output_per_tok"'],
    ['names that are none', { models: [{ ...mine, aliases: [1] }] }, 'aliases'],
    ['a date that is none', { models: [{ ...mine, effective_from: 'soon' }] }, '"soon"'],
    ['a tier without a length', { models: [{ ...mine, long_prompt: { input_per_mtok: 1 } }] }, 'above_tokens'],
    ['one price twice', { models: [mine, mine] }, 'claude-opus-4-8 from the beginning'],
  ])('are refused with %s, and it is said where', (_, overrides, where) => {
    const make = (): unknown => createPricingTable({ overrides });
    expect(make).toThrow(where);
    expect(make).toThrow(expect.objectContaining({ code: 'invalid_config' }));
    try {
      make();
    } catch (error) {
      expect(CcxError.is(error) && error.hint !== null).toBe(true);
    }
  });
});
