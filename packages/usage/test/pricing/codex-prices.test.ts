import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Usage } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { createPricingTable, usageReport } from '../../src/index.ts';
import { openCodexHome } from '../codex/codex-home.ts';
import { memoryReader } from '../memory-reader.ts';

const NOW = '2026-11-21T12:00:00.000Z';
const NONE: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
const table = createPricingTable();
const cost = (model: string, usage: Partial<Usage>, at = NOW): number | null =>
  table.cost(model, at, { ...NONE, ...usage });

/** A turn of Codex 0.169.0: two calls of 176 tokens of input, 1024 that the cache served and 42 of output, 16 of them reasoning. */
const TURN = join(import.meta.dirname, '../codex/fixtures/tui-turn/transcript.jsonl');
const RECORDED_MODEL = 'gpt-5.5-codex';

async function reportOfTurn(model: string): Promise<ReturnType<typeof usageReport>> {
  const home = await openCodexHome();
  const lines = readFileSync(TURN, 'utf8').trim().split('\n');
  home.write(
    'turn',
    lines.map((line): unknown => JSON.parse(line.replaceAll(RECORDED_MODEL, model))),
  );
  await home.scan();
  return usageReport(memoryReader({ records: home.store.records() }), { kind: 'model' }, { pricing: table });
}

describe('a call of Codex', () => {
  test.each([
    ['gpt-6.1-sol', 2 * (176 * 2 + 1024 * 0.1 + 42 * 10)],
    ['gpt-6-luna', 2 * (176 * 0.1 + 1024 * 0.01 + 42 * 0.5)],
    ['gpt-5.5', 2 * (176 * 5 + 1024 * 0.5 + 42 * 30)],
  ])(
    'of a recorded turn, had it run on %s, costs its tokens, reasoning as a part of the output',
    async (model, usd) => {
      const { totals, unpriced } = await reportOfTurn(model);
      expect(totals).toMatchObject({ calls: 2, unpricedCalls: 0, costUsd: expect.closeTo(usd / 1e6, 12) });
      expect(unpriced).toEqual([]);
    },
  );

  test('of a recorded turn is unpriced and listed under the model that no list of OpenAI has', async () => {
    const { totals, unpriced } = await reportOfTurn(RECORDED_MODEL);
    expect(totals).toMatchObject({ calls: 2, unpricedCalls: 2, costUsd: null });
    expect(unpriced).toEqual([{ model: RECORDED_MODEL, calls: 2, tokens: 2 * (176 + 1024 + 42) }]);
  });

  test('moves with all of its tokens to the other tier when more than 272,000 were sent', () => {
    const output = 1000;
    expect(cost('gpt-6.1-sol', { input: 72_000, cacheRead: 200_000, output })).toBeCloseTo(0.144 + 0.02 + 0.01, 9);
    expect(cost('gpt-6.1-sol', { input: 72_001, cacheRead: 200_000, output })).toBeCloseTo(0.288004 + 0.04 + 0.015, 9);
    expect(cost('gpt-5.3-codex', { input: 272_001 })).toBeCloseTo(0.47600175, 9);
  });

  test.each([
    ['gpt-5.6-sol', '2026-08-20T23:59:59.999Z', 35, '2026-08-21T00:00:00.000Z', 24],
    ['gpt-5.6-terra', '2026-07-29T23:59:59.999Z', 17.5, '2026-07-30T00:00:00.000Z', 14],
    ['gpt-5.6-luna', '2026-07-29T23:59:59.999Z', 7, '2026-07-30T00:00:00.000Z', 1.4],
  ])('of %s costs what it cost on its day', (model, before, dear, after, cheap) => {
    const half = { input: 100_000, output: 100_000 };
    expect(cost(model, half, before)).toBeCloseTo(dear / 10, 9);
    expect(cost(model, half, after)).toBeCloseTo(cheap / 10, 9);
  });

  test('is unpriced only where it has tokens in a bucket without a price', () => {
    expect(cost('gpt-5.5', { input: 1000 })).toBeCloseTo(0.005, 12);
    expect(cost('gpt-5.5', { input: 1000, cacheWrite5m: 1 })).toBeNull();
    expect(cost('gpt-6.1-sol', { cacheWrite5m: 1000 })).toBeCloseTo(0.0025, 12);
    expect(cost('gpt-6.1-sol', { cacheWrite1h: 1 })).toBeNull();
    expect(table.cost('gpt-6.1-sol', NOW, { ...NONE, input: 1 }, { speed: 'fast' })).toBeNull();
  });
});

describe('the name of a model of Codex', () => {
  test.each([
    ['gpt-5.5', 'gpt-5.5'],
    ['gpt-5.5-2026-04-23', 'gpt-5.5'],
    ['openai/gpt-6.1-sol', 'gpt-6.1-sol'],
    ['openrouter/openai/gpt-6.1-sol-2026-09-29', 'gpt-6.1-sol'],
    ['gpt-5.6', 'gpt-5.6-sol'],
  ])('%s is %s', (name, model) => {
    expect(table.resolve(name)).toBe(model);
  });

  test.each(['gpt-5.5-codex', 'gpt-5.3-codex-spark', 'gpt-6.2-astra', 'gpt-5.5-pro', 'gpt-6', 'unknown'])(
    '%s is not taken for a sibling',
    (name) => {
      expect(table.resolve(name)).toBeNull();
    },
  );
});
