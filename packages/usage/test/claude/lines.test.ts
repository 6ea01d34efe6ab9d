import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useClaudeHome } from './claude-home.ts';
import { call, prompt, scanConfigDir, writeTranscripts } from './scan-claude.ts';

const home = useClaudeHome();

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
    const store = await home.scanLines(line, call('good'));
    expect([store.counted().map(({ id }) => id), store.skipped()]).toEqual([['good'], { [reason]: 1 }]);
  });

  it('is a line that is not understood, as often as it stands there', async () => {
    const strange = call('m1', { line: { timestamp: 'yesterday' } });
    const store = await home.scanLines(strange, strange, call('good'));
    expect([store.skipped(), store.repeated()]).toEqual([{ 'unknown-shape': 2 }, 0]);
  });

  it('is another line of a call that was told of, also in another transcript', async () => {
    const [first, later] = [call('m1'), call('m1', { usage: { output_tokens: 9 } })];
    expect((await home.scanLines(first, first, prompt('u1'), first, later, call('m2'))).repeated()).toBe(3);
    writeTranscripts(home.configDir, { 'p/s1.jsonl': [first, later, call('m2')], 'p/s2.jsonl': [first, call('m2')] });
    expect((await scanConfigDir(home.configDir)).repeated()).toBe(3);
  });

  it('is an empty line, and that is nothing to tell of', async () => {
    expect((await home.scanLines('', '  ', call('m1'))).skipped()).toEqual({});
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
    expect(await home.onlyRecord(line)).toMatchObject({ id: 'm1', requestId: 'req-m1', usage: { cacheRead: 100 } });
  });
});

describe('prompts', () => {
  it('are counted once, also where a fork copied them', async () => {
    writeTranscripts(home.configDir, {
      'p/s1.jsonl': [
        prompt('u1'),
        prompt('u2', { message: { role: 'user', content: [{ type: 'text', text: 'two' }] } }),
      ],
      'p/s2.jsonl': [prompt('u1', { sessionId: 's2' }), prompt('u3', { sessionId: 's2', promptSource: undefined })],
    });
    expect((await scanConfigDir(home.configDir)).turns()).toEqual(['u1', 'u2', 'u3']);
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
    expect((await home.scanLines(prompt('u1', change))).turns()).toEqual([]);
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
    const store = await home.scanLines(call('m1'), sum(1), sum(2));
    expect(store.costs()).toMatchObject([
      { sessionId: 's1', at: '2026-11-21T01:02:03.004Z', models: [{ usage: { input: 2 } }] },
    ]);
    appendFileSync(join(home.configDir, 'projects', 'p', 's1.jsonl'), `${JSON.stringify(sum(3))}\n`);
    await scanConfigDir(home.configDir, store);
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
