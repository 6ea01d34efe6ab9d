import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Usage } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { createPricingTable, usageReport } from '../../src/index.ts';
import { answer, head, jsonl, openGeminiHome } from '../gemini/gemini-home.ts';
import { memoryReader } from '../memory-reader.ts';

const NOW = '2026-11-21T12:00:00.000Z';
const NONE: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
const FIXTURES = join(import.meta.dirname, '../gemini/fixtures');
const table = createPricingTable();
const cost = (model: string, usage: Partial<Usage>, at = NOW): number | null =>
  table.cost(model, at, { ...NONE, ...usage });

describe('a call of Gemini CLI', () => {
  // Each recorded call: 400 tokens of input, 800 that the cache served, 20 of output and 5 of thoughts.
  test.each([
    ['text-text', 'gemini-3.8-flash', 1, 400 * 0.75 + 800 * 0.075 + 25 * 3.75],
    ['tool-read-stream', 'gemini-3.8-flash', 2, 2 * (400 * 0.75 + 800 * 0.075 + 25 * 3.75)],
    ['ca-text-stream', 'gemini-3-flash-preview', 1, 400 * 0.5 + 800 * 0.05 + 25 * 3],
  ])('of the recording %s costs its tokens, thoughts as a part of the output', async (name, model, calls, usd) => {
    const home = await openGeminiHome();
    home.write(
      'session-2026-11-21T01-10-9aabec49.jsonl',
      readFileSync(join(FIXTURES, name, 'transcript.jsonl'), 'utf8'),
    );
    await home.scan();
    const reader = memoryReader({ records: home.store.records() });
    const { rows, unpriced } = usageReport(reader, { kind: 'model' }, { pricing: table });
    expect(rows).toMatchObject([{ key: model, calls, unpricedCalls: 0, costUsd: expect.closeTo(usd / 1e6, 12) }]);
    expect(unpriced).toEqual([]);
  });

  test.each([
    ['gemini-2.5-pro', 0.125 + 0.0125 + 0.01, 0.2500025 + 0.025 + 0.015],
    ['gemini-3.1-pro-preview', 0.2 + 0.02 + 0.012, 0.400004 + 0.04 + 0.018],
  ])('of %s moves with all of its tokens to the other tier when more than 200,000 were sent', (model, short, long) => {
    expect(cost(model, { input: 100_000, cacheRead: 100_000, output: 1000 })).toBeCloseTo(short, 9);
    expect(cost(model, { input: 100_001, cacheRead: 100_000, output: 1000 })).toBeCloseTo(long, 9);
  });

  test('is long or short by itself in a report, not by the sum of the calls', async () => {
    const call = (id: string, input: number): object =>
      answer(id, {
        model: 'gemini-2.5-pro',
        tokens: { input, output: 1000, cached: 100_000, thoughts: 0, tool: 0, total: input + 1000 },
      });
    const home = await openGeminiHome();
    home.write('session-1.jsonl', jsonl([head(), call('a', 200_000), call('b', 200_000), call('c', 200_001)]));
    await home.scan();
    const reader = memoryReader({ records: home.store.records() });
    const { totals } = usageReport(reader, { kind: 'daily' }, { pricing: table });
    expect(totals.costUsd).toBeCloseTo(2 * (0.125 + 0.0125 + 0.01) + 0.2500025 + 0.025 + 0.015, 9);
  });

  test('of a Flash model has no such tier', () => {
    expect(cost('gemini-2.5-flash', { input: 900_000 })).toBeCloseTo(0.27, 9);
  });

  test.each(['gemini-3.6-flash', 'gemini-3.7-flash', 'gemini-3.8-flash'])(
    'of %s has the introductory price until the year ends',
    (model) => {
      const usage = { input: 1e6, output: 1e6, cacheRead: 1e6 };
      expect(cost(model, usage, '2026-12-31T23:59:59.999Z')).toBeCloseTo(0.75 + 3.75 + 0.075, 9);
      expect(cost(model, usage, '2027-01-01T00:00:00.000Z')).toBeCloseTo(1.5 + 7.5 + 0.15, 9);
    },
  );
});

describe('the name of a model of Gemini CLI', () => {
  test.each([
    ['gemini-2.5-pro', 'gemini-2.5-pro'],
    ['models/gemini-2.5-pro', 'gemini-2.5-pro'],
    ['google/gemini-3.8-flash', 'gemini-3.8-flash'],
    ['gemini/gemini-3.5-flash-lite', 'gemini-3.5-flash-lite'],
  ])('%s is %s', (name, model) => {
    expect(table.resolve(name)).toBe(model);
  });

  test.each(['auto', 'gemini-2.5', 'gemini-2.5-pro-preview-tts', 'gemini-3.8-flash-high', 'gemini-flash-latest'])(
    '%s is not taken for a sibling',
    (name) => {
      expect(table.resolve(name)).toBeNull();
    },
  );
});
