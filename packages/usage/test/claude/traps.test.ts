import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UsageRecord } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemoryStore } from '../scan/memory-store.ts';
import { call, prompt, scanConfigDir, tokensIn, writeTranscripts } from './scan-claude.ts';

let temp: TempHome;
let configDir: string;

beforeEach(async () => {
  temp = await createTempHome();
  configDir = join(temp.home, 'work');
});
afterEach(() => temp.remove());

/** What the lines of one main session give. */
async function scanLines(...lines: readonly unknown[]): Promise<MemoryStore> {
  writeTranscripts(configDir, { 'p/s1.jsonl': lines });
  return scanConfigDir(configDir);
}

async function onlyRecord(...lines: readonly unknown[]): Promise<UsageRecord> {
  const [record, ...others] = (await scanLines(...lines)).counted();
  expect(others).toEqual([]);
  return record ?? expect.fail('no record');
}

describe('one call', () => {
  it('is counted once, by its largest line, however many blocks it was written for', async () => {
    const early = call('m1', { usage: { output_tokens: 3 } });
    const record = await onlyRecord(early, call('m1', { usage: { output_tokens: 50 } }), early);
    expect(record.usage.output).toBe(50);
  });

  it('may grow in a later batch', async () => {
    const store = await scanLines(call('m1', { usage: { output_tokens: 3 } }));
    const more = `${JSON.stringify(call('m1', { usage: { output_tokens: 50 } }))}\n`;
    appendFileSync(join(configDir, 'projects', 'p', 's1.jsonl'), more);
    await scanConfigDir(configDir, store);
    expect(store.counted().map(({ usage }) => usage.output)).toEqual([50]);
  });

  it('is named by its message alone where a gateway gives no id of the request', async () => {
    const line = { requestId: undefined };
    expect((await onlyRecord(call('m1', { line }), call('m1', { line }))).requestId).toBeNull();
  });

  it('is named by its request where its message has no id', async () => {
    const message = { id: null };
    expect((await onlyRecord(call('m1', { message }), call('m1', { message }))).id).toBe('req-m1');
  });

  it('of a side question that repeats one of the main session is the one of the main session', async () => {
    const copy = call('m1', {
      line: { requestId: 'other', isSidechain: true, agentId: 'aside_question-0a1b' },
      usage: { cache_read_input_tokens: 50_000 },
    });
    const own = call('m2', { line: { isSidechain: true, agentId: 'aside_question-0a1b' } });
    writeTranscripts(configDir, {
      'p/s1.jsonl': [call('m1')],
      'p/s1/subagents/agent-aside_question-0a1b.jsonl': [copy, own],
    });
    const records = (await scanConfigDir(configDir)).counted();
    expect(records.map(({ id, subagentType }) => [id, subagentType])).toEqual([
      ['m1', null],
      ['m2', 'aside_question'],
    ]);
    expect(tokensIn(records)).toBe(224);
  });

  it.each([
    ['requestSessionId', { requestSessionId: 'parent' }],
    ['forkedFrom', { forkedFrom: { sessionId: 'parent', messageUuid: 'x' } }],
  ])('that a fork copied belongs to the session that %s names', async (_, line) => {
    expect((await onlyRecord(call('m1', { line: { ...line, sessionId: 'fork' } }))).sessionId).toBe('parent');
  });

  it('without a session belongs to the one after which the file or the folder is named', async () => {
    const line = { sessionId: null };
    const side = { ...line, isSidechain: true };
    writeTranscripts(configDir, {
      'p/s7.jsonl': [call('m1', { line })],
      'p/s8/subagents/agent-1.jsonl': [call('m2', { line: side })],
    });
    const records = (await scanConfigDir(configDir)).counted();
    expect(records.map(({ id, sessionId }) => `${id} ${sessionId}`).toSorted()).toEqual(['m1 s7', 'm2 s8']);
  });
});

describe('a subagent', () => {
  it('has the type that its file of facts says, where its lines do not', async () => {
    const line = { isSidechain: true, agentId: 'a1' };
    writeTranscripts(configDir, { 'p/s1/subagents/agent-a1.jsonl': [call('m1', { line })] });
    writeFileSync(join(configDir, 'projects/p/s1/subagents/agent-a1.meta.json'), '{"agentType":"Explore"}');
    expect((await scanConfigDir(configDir)).counted()).toMatchObject([{ subagentType: 'Explore', sessionId: 's1' }]);
  });

  it.each(['a/../../secret', '', '/../../secret'])('whose id is %j is of an unknown type', async (agentId) => {
    mkdirSync(join(configDir, 'projects/p/s1/subagents'), { recursive: true });
    writeFileSync(join(configDir, 'projects/p/s1/secret.meta.json'), '{"agentType":"secret"}');
    const line = { isSidechain: true, agentId };
    expect((await onlyRecord(call('m1', { line }))).subagentType).toBe('unknown');
  });

  it('is counted by the copies in its parent where it has no file, and once where it has one', async () => {
    const copy = (id: string): unknown => ({
      type: 'progress',
      isSidechain: false,
      sessionId: 's1',
      cwd: '/c',
      timestamp: '2026-11-21T09:00:00.000Z',
      data: {
        type: 'agent_progress',
        agentId: 'a1',
        message: {
          type: 'assistant',
          timestamp: '2026-11-21T08:00:00.000Z',
          requestId: `req-${id}`,
          message: call(id)['message'],
        },
      },
    });
    const own = call('m2', { line: { isSidechain: true, agentId: 'a1', costUSD: 0.5 } });
    writeTranscripts(configDir, { 'p/s1.jsonl': [copy('m1'), copy('m2')], 'p/s1/subagents/agent-a1.jsonl': [own] });
    const records = (await scanConfigDir(configDir)).counted();
    expect(records).toMatchObject([
      { id: 'm2', vendorCostUsd: 0.5 },
      {
        id: 'm1',
        vendorCostUsd: null,
        at: '2026-11-21T08:00:00.000Z',
        cwd: '/c',
        sidechain: true,
        subagentType: 'unknown',
      },
    ]);
  });

  it('is not counted again by the sum that its tool reports', async () => {
    const toolUseResult = { status: 'completed', totalTokens: 900, usage: { input_tokens: 900, output_tokens: 9 } };
    expect((await scanLines(prompt('u1', { toolUseResult }), call('m1'))).counted()).toHaveLength(1);
  });
});

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
    const { usage } = await onlyRecord(call('m1', { usage: { cache_creation: split } }));
    expect([usage.cacheWrite5m, usage.cacheWrite1h]).toEqual(written);
  });

  it('may be null or missing, which is none', async () => {
    const usage = {
      cache_read_input_tokens: null,
      cache_creation: null,
      cache_creation_input_tokens: undefined,
      speed: null,
    };
    const { usage: tokens, ...record } = await onlyRecord(call('m1', { usage, line: { cwd: null, gitBranch: null } }));
    expect(tokens).toEqual({ input: 1, output: 1, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, webSearches: 0 });
    expect(record).toMatchObject({ speed: null, cwd: null, gitBranch: null });
  });

  it.each([
    ['a text', { input_tokens: '12' }],
    ['negative', { output_tokens: -1 }],
    ['a fraction', { cache_read_input_tokens: 1.5 }],
    ['in neither bucket', { input_tokens: undefined, output_tokens: null }],
  ])('are not guessed where a number is %s: the line is told of', async (_, usage) => {
    const store = await scanLines(call('m1', { usage }));
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
    const record = await onlyRecord(call('m1', { usage, line: { costUSD: 0.25 } }));
    expect(record).toMatchObject({ speed: 'fast', batch: true, geography: 'us', vendorCostUsd: 0.25 });
    expect(record.usage).toMatchObject({ reasoning: 1, webSearches: 3 });
  });

  it.each([
    [200_000, undefined],
    [200_001, true],
  ])('make a prompt of %d tokens long: %s', async (all, long) => {
    const record = await onlyRecord(call('m1', { usage: { input_tokens: all - 110 } }));
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
    const record = await onlyRecord(
      call('m1', { usage: { ...bare, input_tokens: 1000, output_tokens: 10, iterations } }),
    );
    expect(record.usage).toMatchObject({ input: 51_000, output: 20 });
  });

  it('is not counted twice where its sum holds all turns, and long only if one turn is', async () => {
    const iterations = [turn(150_000, { cache_creation_input_tokens: 5 }), turn(150_000)];
    const cache = { cache_creation_input_tokens: 5, cache_creation: { ephemeral_1h_input_tokens: 5 } };
    const record = await onlyRecord(
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
    const parts = (await scanLines(call('m1', { usage, line: { costUSD: 1 } }))).counted();
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
    expect((await onlyRecord(call('m1', { usage }))).usage.input).toBe(500);
  });
});

const TOOL_ANSWER = prompt('u1', {
  message: { role: 'user', content: [{ tool_use_id: 't', type: 'tool_result', content: 'answer '.repeat(200) }] },
});

describe('what is no call', () => {
  it.each([
    ["the CLI's own words", call('m1', { message: { model: '<synthetic>' } }), 'synthetic'],
    ['a failed request', call('m1', { line: { isApiErrorMessage: true } }), 'synthetic'],
    ['a call without a name', call('m1', { message: { id: '' }, line: { requestId: null } }), 'unknown-shape'],
    ['a call without a time', call('m1', { line: { timestamp: 'yesterday' } }), 'unknown-shape'],
    ['half a line', JSON.stringify(call('m1')).slice(0, -30), 'malformed'],
    [
      'half a line with another after it',
      JSON.stringify(call('m1')).slice(0, 700) + JSON.stringify(call('m2')),
      'malformed',
    ],
    [
      'half of what a tool answered with a call after it',
      JSON.stringify(TOOL_ANSWER).slice(0, 200) + JSON.stringify(call('m2')),
      'malformed',
    ],
    ['half of what a tool answered', JSON.stringify(TOOL_ANSWER).slice(0, 200), 'malformed'],
    ['no JSON', 'not json "usage":{"input_tokens":5}', 'malformed'],
    ['bytes of a crash', '\0'.repeat(256), 'malformed'],
  ])('is %s, and it is counted why', async (_, line, reason) => {
    const store = await scanLines(line, call('good'));
    expect([store.counted().map(({ id }) => id), store.skipped()]).toEqual([['good'], { [reason]: 1 }]);
  });

  it('is an empty line, and that is nothing to tell of', async () => {
    expect((await scanLines('', '  ', call('m1'))).skipped()).toEqual({});
  });

  it.each([
    [
      'null anywhere in it',
      call('m1', { message: { content: [{ type: 'tool_use', input: { id: null, cwd: null } }] } }),
    ],
    ['half a character in it', JSON.stringify(call('m1')).replace('said', 'cut \\ud83d')],
    ['spaces in it', JSON.stringify(call('m1'), null, 1).replaceAll('\n', ' ')],
    ['a byte order mark before it', `\uFEFF${JSON.stringify(call('m1'))}`],
    ['a carriage return after it', `${JSON.stringify(call('m1'))}\r`],
    ['another order of its fields', Object.fromEntries(Object.entries(call('m1')).toReversed())],
    ['an escape in the name of a field', JSON.stringify(call('m1')).replace('"requestId"', '"request\\u0049d"')],
    ['no model', call('m1', { message: { model: null } })],
  ])('is not a line with %s', async (_, line) => {
    expect(await onlyRecord(line)).toMatchObject({ id: 'm1', requestId: 'req-m1', usage: { cacheRead: 100 } });
  });
});

describe('prompts', () => {
  it('are counted once, also where a fork copied them', async () => {
    writeTranscripts(configDir, {
      'p/s1.jsonl': [
        prompt('u1'),
        prompt('u2', { message: { role: 'user', content: [{ type: 'text', text: 'two' }] } }),
      ],
      'p/s2.jsonl': [prompt('u1', { sessionId: 's2' }), prompt('u3', { sessionId: 's2', promptSource: undefined })],
    });
    expect((await scanConfigDir(configDir)).turns()).toEqual(['u1', 'u2', 'u3']);
  });

  it.each([
    ["a subagent's order", { isSidechain: true }],
    ['a meta line', { isMeta: true }],
    ['a summary', { isCompactSummary: true }],
    ['a notice of the CLI', { promptSource: 'system' }],
    [
      'what a tool answered',
      { message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'x' }] } },
    ],
    [
      'what a tool answered after a text',
      { message: { role: 'user', content: [{ type: 'text', text: 'x' }, { type: 'tool_result' }] } },
    ],
    ['a command', { message: { role: 'user', content: '<command-name>/exit</command-name>' } }],
    [
      'the output of a command',
      { message: { role: 'user', content: '<local-command-stdout>Bye!</local-command-stdout>' } },
    ],
    [
      'an interruption',
      { message: { role: 'user', content: [{ type: 'text', text: '[Request interrupted by user]' }] } },
    ],
    ['a line without an id', { uuid: null }],
  ])('are not %s', async (_, change) => {
    expect((await scanLines(prompt('u1', change))).turns()).toEqual([]);
  });
});

describe("the vendor's sums", () => {
  it('are the last of each session, at the time of the line before, in whatever batch that was', async () => {
    const sum = (input: number): unknown => ({
      type: 'cost-state',
      sessionId: 's1',
      totalCostUSD: 1,
      modelUsage: {
        'claude-opus-5-5': {
          inputTokens: input,
          outputTokens: 2,
          cacheCreationInputTokens: 9,
          cacheCreationEphemeral1hInputTokens: 4,
          costUSD: 0.5,
        },
      },
    });
    const store = await scanLines(call('m1'), sum(1), sum(2));
    expect(store.costs()).toMatchObject([
      { sessionId: 's1', at: '2026-11-21T01:02:03.004Z', models: [{ usage: { input: 2 } }] },
    ]);
    appendFileSync(join(configDir, 'projects', 'p', 's1.jsonl'), `${JSON.stringify(sum(3))}\n`);
    await scanConfigDir(configDir, store);
    expect(store.costs()).toMatchObject([
      {
        at: '2026-11-21T01:02:03.004Z',
        models: [
          { model: 'claude-opus-5-5', usage: { input: 3, output: 2, cacheWrite5m: 5, cacheWrite1h: 4 }, costUsd: 0.5 },
        ],
      },
    ]);
  });
});
