import { describe, expect, it } from 'vitest';
import { useClaudeHome } from './claude-home.ts';
import { call } from './scan-claude.ts';

const home = useClaudeHome();

describe('the tokens of a call', () => {
  it.each([
    [
      'are split by how long the cache keeps them',
      { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 6 },
      [4, 6],
    ],
    [
      'are for five minutes where the split leaves them open',
      { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      [10, 0],
    ],
    [
      'are for five minutes as far as the split leaves them open',
      { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 3 },
      [7, 3],
    ],
    [
      'are those of the split where it says more',
      { ephemeral_5m_input_tokens: 9, ephemeral_1h_input_tokens: 9 },
      [9, 9],
    ],
    ['are for five minutes where there is no split', null, [10, 0]],
  ])('written to the cache %s', async (_, split, written) => {
    const { usage } = await home.onlyRecord(call('m1', { usage: { cache_creation: split } }));
    expect([usage.cacheWrite5m, usage.cacheWrite1h]).toEqual(written);
  });

  it('may be null or missing, which is none', async () => {
    const usage = {
      cache_read_input_tokens: null,
      cache_creation: null,
      cache_creation_input_tokens: undefined,
      speed: null,
    };
    const { usage: tokens, ...record } = await home.onlyRecord(
      call('m1', { usage, line: { cwd: null, gitBranch: null } }),
    );
    expect(tokens).toEqual({ input: 1, output: 1, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, webSearches: 0 });
    expect(record).toMatchObject({ speed: null, cwd: null, gitBranch: null });
  });

  it.each([
    ['a text', { input_tokens: '12' }],
    ['negative', { output_tokens: -1 }],
    ['a fraction', { cache_read_input_tokens: 1.5 }],
    ['in neither bucket', { input_tokens: undefined, output_tokens: null }],
  ])('are not guessed where a number is %s: the line is told of', async (_, usage) => {
    const store = await home.scanLines(call('m1', { usage }));
    expect([store.counted(), store.skipped()]).toEqual([[], { 'unknown-shape': 1 }]);
  });

  it("keep reasoning, web searches, speed, batch, geography and the vendor's price", async () => {
    const usage = {
      output_tokens_details: { thinking_tokens: 1 },
      server_tool_use: { web_search_requests: 3 },
      speed: 'fast',
      service_tier: 'batch',
      inference_geo: 'us',
    };
    const record = await home.onlyRecord(call('m1', { usage, line: { costUSD: 0.25 } }));
    expect(record).toMatchObject({ speed: 'fast', batch: true, geography: 'us', vendorCostUsd: 0.25 });
    expect(record.usage).toMatchObject({ reasoning: 1, webSearches: 3 });
  });

  it.each([
    [200_000, undefined],
    [200_001, true],
  ])('make a prompt of %d tokens long: %s', async (all, long) => {
    const record = await home.onlyRecord(call('m1', { usage: { input_tokens: all - 110 } }));
    expect(record.longPrompt).toBe(long);
  });
});

describe('a call of several turns', () => {
  const turn = (input: number, more: Readonly<Record<string, unknown>> = {}): unknown => ({
    input_tokens: input,
    output_tokens: 10,
    ...more,
  });
  const bare = { cache_creation_input_tokens: 0, cache_read_input_tokens: 0, cache_creation: null };

  it('counts a compaction that its sum leaves out', async () => {
    const iterations = [turn(50_000, { type: 'compaction' }), turn(1000, { type: 'message' })];
    const record = await home.onlyRecord(
      call('m1', { usage: { ...bare, input_tokens: 1000, output_tokens: 10, iterations } }),
    );
    expect(record.usage).toMatchObject({ input: 51_000, output: 20 });
  });

  it('is not counted twice where its sum holds all turns, and long only if one turn is', async () => {
    const iterations = [turn(150_000, { cache_creation_input_tokens: 5 }), turn(150_000)];
    const cache = { cache_creation_input_tokens: 5, cache_creation: { ephemeral_1h_input_tokens: 5 } };
    const record = await home.onlyRecord(
      call('m1', { usage: { ...bare, ...cache, input_tokens: 300_000, output_tokens: 20, iterations } }),
    );
    expect(record).toMatchObject({ usage: { input: 300_000, output: 20, cacheWrite1h: 5 } });
    expect(record.longPrompt).toBeUndefined();
  });

  it('is one part for each model and length of prompt, the web searches with the first', async () => {
    const iterations = [
      turn(100),
      turn(7, { model: 'claude-haiku-5-5' }),
      turn(250_000),
      turn(8, { model: 'claude-haiku-5-5' }),
    ];
    const usage = {
      ...bare,
      input_tokens: 250_115,
      output_tokens: 40,
      iterations,
      server_tool_use: { web_search_requests: 2 },
    };
    const parts = (await home.scanLines(call('m1', { usage, line: { costUSD: 1 } }))).counted();
    expect(
      parts.map(({ part, model, longPrompt, usage: u, vendorCostUsd }) => [
        part,
        model,
        longPrompt,
        u.input,
        u.webSearches,
        vendorCostUsd,
      ]),
    ).toEqual([
      [undefined, 'claude-opus-5-5', undefined, 100, 2, 1],
      [1, 'claude-opus-5-5', true, 250_000, undefined, null],
      [2, 'claude-haiku-5-5', undefined, 15, undefined, null],
    ]);
  });

  it('stays whole where its turns explain less than its sum', async () => {
    const usage = {
      ...bare,
      input_tokens: 500,
      output_tokens: 10,
      iterations: [turn(7, { model: 'claude-haiku-5-5' })],
    };
    expect((await home.onlyRecord(call('m1', { usage }))).usage.input).toBe(500);
  });
});
