import type { RunSummary, Usage } from '@ccx/contracts';
import { describe, expect, it } from 'vitest';
import { createEventParser, summarize } from '../src/index.ts';
import { fixedClock, HELD_OUT, recording, RECORDING_NAMES } from './recordings.ts';
import { VERDICTS } from './verdicts.ts';

type Line = Readonly<Record<string, unknown>>;

function eventsOf(
  bytes: Uint8Array,
  stderr: Uint8Array = new Uint8Array(),
): ReturnType<ReturnType<typeof createEventParser>['end']> {
  const parser = createEventParser('claude', { clock: fixedClock });
  return [...parser.push(bytes), ...parser.push(stderr, 'stderr'), ...parser.end()];
}

function summaryOf(...lines: readonly Line[]): RunSummary {
  return summarize('claude', eventsOf(Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'))));
}

const text = (words: string, more: Line = {}): Line => ({
  type: 'assistant',
  message: { id: words, model: 'claude-opus-5-5', content: [{ type: 'text', text: words }] },
  ...more,
});
const models = (input: number, costUSD: number): Line => ({
  'claude-opus-5-5': { inputTokens: input, outputTokens: 1, costUSD },
});
const turn = (input: number): Line => ({ input_tokens: input, output_tokens: 1 });
const result = (more: Line): Line => ({ type: 'result', is_error: false, subtype: 'success', result: 'done', ...more });

describe('the summary of a recording', () => {
  it('has a verdict for every recording, and a third of them was set aside', () => {
    expect(Object.keys(VERDICTS).sort()).toEqual([...RECORDING_NAMES]);
    expect(RECORDING_NAMES.filter((name) => HELD_OUT.has(name))).toHaveLength(26);
  });

  it.each(Object.entries(VERDICTS))('of %s is what its verdict says', (name, verdict) => {
    const { stdout, stderr } = recording(name);
    const events = eventsOf(stdout, stderr);
    const summary = summarize('claude', events);
    const limit = summary.failure?.limit ?? summary.limits.at(-1) ?? null;
    if (verdict.windowId !== undefined) expect(limit?.windowId).toBe(verdict.windowId);
    if (verdict.resetsAt !== undefined) expect(limit?.resetsAt).toBe(verdict.resetsAt);
    if (verdict.terminalReason !== undefined) expect(summary.verdict.terminalReason).toBe(verdict.terminalReason);
    if (verdict.denials !== undefined) expect(summary.permissionDenials).toHaveLength(verdict.denials);
    if (verdict.results !== undefined)
      expect(events.filter(({ type }) => type === 'result')).toHaveLength(verdict.results);
    // A line that the reader does not know is fine in a menu's output, not in a run.
    if (verdict.is !== 'no result') expect(summary.unknownEvents).toBe(0);
    const told = turnUsages(events);
    if (summary.ended && told.length > 0) {
      expect(told.reduce((sum, { input }) => sum + input, 0)).toBe(summary.usage?.input);
      expect(told.reduce((sum, { output }) => sum + output, 0)).toBe(summary.usage?.output);
    }
  });

  it('gives the reason of every denial', () => {
    for (const name of ['permission-denied', 'hook-blocks-tool']) {
      const { permissionDenials } = summarize('claude', eventsOf(recording(name).stdout));
      expect(permissionDenials).toMatchObject([
        { tool: 'Bash', reason: expect.stringMatching(/needs approval|blocked by policy/) },
      ]);
    }
  });

  it('says the same of the stream and of both buffered formats', () => {
    const stream = summarize('claude', eventsOf(recording('plain-success').stdout));
    for (const name of ['format-json', 'format-json-verbose']) {
      const buffered = summarize('claude', eventsOf(recording(name).stdout));
      for (const field of ['ended', 'failure', 'costUsd', 'costBasis', 'usage', 'numTurns', 'verdict'] as const) {
        expect(buffered[field]).toEqual(stream[field]);
      }
    }
  });
});

describe('the cost of a run', () => {
  it('is the sum of what its results added', () => {
    const summary = summaryOf(
      result({ total_cost_usd: 5.1, modelUsage: models(900, 5.1), model_usage_since_last_result: models(10, 0.1) }),
      result({ total_cost_usd: 5.3, modelUsage: models(920, 5.3), model_usage_since_last_result: models(20, 0.2) }),
    );
    expect(summary.costUsd).toBeCloseTo(0.3, 10);
    expect(summary).toMatchObject({ costBasis: 'vendor', usage: { input: 30, output: 2 } });
  });

  it('counts nothing for a result whose calls were counted before', () => {
    const summary = summaryOf(
      result({ usage: turn(10), modelUsage: models(30, 0.3), model_usage_since_last_result: models(30, 0.3) }),
      result({ usage: turn(20), modelUsage: models(30, 0.3), model_usage_since_last_result: {} }),
    );
    expect(summary).toMatchObject({ costUsd: 0.3, usage: { input: 30 } });
  });

  it('of a CLI that does not say what was added is the total of a session that began here', () => {
    const summary = summaryOf(
      result({ total_cost_usd: 0.1, usage: turn(10), modelUsage: models(10, 0.1) }),
      result({ total_cost_usd: 0.3, usage: turn(20), modelUsage: models(30, 0.3) }),
    );
    expect(summary).toMatchObject({ costUsd: 0.3, costBasis: 'vendor', usage: { input: 30 } });
  });

  it('of such a CLI is unknown for a resumed session, not its total', () => {
    const summary = summaryOf(result({ total_cost_usd: 5.1, usage: turn(10), modelUsage: models(900, 5.1) }));
    expect(summary).toMatchObject({ costUsd: null, costBasis: 'none', usage: { input: 10 } });
  });

  it('is unknown without a result, and for a model whose price is not said', () => {
    expect(summaryOf(text('hello'))).toMatchObject({ costUsd: null, costBasis: 'none', usage: null, numTurns: null });
    const { costUsd } = summaryOf(
      result({ model_usage_since_last_result: { local: { inputTokens: 1 } }, total_cost_usd: 1 }),
    );
    expect(costUsd).toBeNull();
  });
});

describe('who paid for a run', () => {
  it.each([
    ['plain-success', 'api'],
    ['api-429', 'api'],
    ['plain-success-oauth', 'subscription'],
    ['limit-5h-rejected', 'subscription'],
    // No key and no word about limits: the login was missing, or its token was refused.
    ['not-logged-in', null],
    ['oauth-401-refresh-fails', null],
  ] as const)('is said as far as %s proves it: %s', (name, billing) => {
    expect(summarize('claude', eventsOf(recording(name).stdout)).billing).toBe(billing);
  });
});

describe('several results', () => {
  const first = result({ num_turns: 2, model_usage_since_last_result: models(10, 0.1) });
  const second = result({ num_turns: 3, model_usage_since_last_result: models(20, 0.2), result: 'last' });

  it('count alike as lines and as elements of the one line of a buffered format', () => {
    const buffered = summarize('claude', eventsOf(Buffer.from(JSON.stringify([first, second]))));
    expect(buffered).toMatchObject({ numTurns: 5, text: 'last', usage: { input: 30 } });
    expect(buffered).toEqual(summaryOf(first, second));
  });

  it('count each, even where two lines are the same', () => {
    expect(summaryOf(first, first)).toMatchObject({ numTurns: 4, usage: { input: 20 } });
  });
});

describe('the text of a run', () => {
  it("is the last result's", () => {
    expect(summaryOf(text('a'), result({ result: 'first' }), result({ result: 'last' })).text).toBe('last');
  });

  it('is what was said at the top level since then where the run failed or was cut', () => {
    const sub = text('deep', { parent_tool_use_id: 't' });
    expect(summaryOf(text('old'), result({}), text('new'), sub, text('newer')).text).toBe('done');
    expect(summaryOf(text('old'), result({}), text('new'), sub, text('newer'), result({ is_error: true })).text).toBe(
      'new\n\nnewer',
    );
    expect(summaryOf(text('new'), sub, text('newer')).text).toBe('new\n\nnewer');
  });

  it('takes over the pieces of a text that never became whole', () => {
    const piece = (words: string): Line => ({
      type: 'stream_event',
      event: { type: 'content_block_delta', delta: { type: 'text_delta', text: words } },
    });
    expect(summaryOf(piece('Hel'), piece('lo'), text('Hello'), piece('wor')).text).toBe('Hello\n\nwor');
  });
});

describe('a summary', () => {
  it('counts calls and remembers whether one may have changed something', () => {
    const call = (name: string): Line => ({
      type: 'assistant',
      message: { content: [{ type: 'tool_use', id: name, name, input: {} }] },
    });
    expect(summaryOf(call('Read'), call('Grep'))).toMatchObject({ toolCalls: 2, effects: 'none' });
    for (const name of ['Bash', 'Agent', 'Task', 'mcp__x__read', 'WebFetch', 'SomethingNew', '']) {
      expect(summaryOf(call('Read'), call(name))).toMatchObject({ toolCalls: 2, effects: 'possible' });
    }
  });

  it('names the model that answered, not the one that was asked for', () => {
    expect(summaryOf({ type: 'system', subtype: 'init', model: 'claude-opus-5-5' }).model).toBe('claude-opus-5-5');
    const usage = { input_tokens: 1, output_tokens: 1 };
    const fallback = { type: 'assistant', message: { id: 'x', model: 'claude-sonnet-5', content: [], usage } };
    expect(summaryOf({ type: 'system', subtype: 'init', model: 'claude-opus-5-5' }, fallback).model).toBe(
      'claude-sonnet-5',
    );
  });

  it('keeps each limit once, and each change of it', () => {
    const limit = (utilization: number): Line => ({
      type: 'rate_limit_event',
      rate_limit_info: {
        status: 'allowed',
        rateLimitType: 'five_hour',
        unifiedWindows: { five_hour: { utilization } },
      },
    });
    expect(summaryOf(limit(0.1), limit(0.1), limit(0.2)).limits.map(({ windows }) => windows[0]?.usedPercent)).toEqual([
      10, 20,
    ]);
  });

  it('has the statistics of the last result as they came, without what has a field of its own', () => {
    const { vendorStats } = summaryOf(
      result({ duration_ms: 7, subagent_stats: { spawned: 1 }, terminal_reason: 'completed' }),
    );
    expect(vendorStats).toEqual({ duration_ms: 7, subagent_stats: { spawned: 1 } });
  });

  it('counts the lines that nobody knows', () => {
    expect(summaryOf({ type: 'tomorrow' }, { type: 'system', subtype: 'tomorrow' }).unknownEvents).toBe(2);
  });
});

describe('usage', () => {
  it('is told once per message, whose blocks repeat it, and again when the call ended', () => {
    const message = {
      id: 'm',
      model: 'x',
      usage: { input_tokens: 3, cache_creation_input_tokens: 9, output_tokens: 1 },
    };
    const lines = [
      { type: 'stream_event', event: { type: 'message_start', message } },
      { type: 'assistant', message: { ...message, content: [{ type: 'text', text: 'a' }] } },
      { type: 'assistant', message: { ...message, content: [{ type: 'text', text: 'b' }] } },
      {
        type: 'stream_event',
        event: { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 42 } },
      },
    ];
    const events = eventsOf(Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')));
    expect(events.filter(({ type }) => type === 'usage')).toMatchObject([
      { covers: 'call', final: false, usage: { input: 3, output: 1, cacheWrite5m: 9, cacheWrite1h: 0 } },
      { covers: 'call', final: true, usage: { input: 3, output: 42, cacheWrite5m: 9, cacheWrite1h: 0 } },
    ]);
  });
});

function turnUsages(events: ReturnType<typeof eventsOf>): readonly Usage[] {
  return events.flatMap((event) => (event.type === 'usage' && event.covers === 'turn' ? [event.usage] : []));
}
