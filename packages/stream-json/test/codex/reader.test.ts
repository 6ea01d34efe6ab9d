import type { AgentEvent, Usage } from '@ccx/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codex, parseLine, summarize } from '../../src/index.ts';
import { fixedClock } from '../recordings.ts';
import { CODEX_RECORDING_NAMES, codexRecording } from './recordings.ts';

type Line = Readonly<Record<string, unknown>> | string;

const THREAD = '01a1fba5-41b2-7942-97da-1dd72bae392b';
const MADE_AT_MS = 0x01_a1_fb_a5_41_b2;
const TURN_STARTED: Line = { type: 'turn.started' };

function read(lines: readonly Line[], readAtMs: number = MADE_AT_MS + 90): readonly AgentEvent[] {
  const clock = { ...fixedClock, now: (): string => new Date(readAtMs).toISOString() };
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return parseLine('codex', text, { clock });
}

function bodies(lines: readonly Line[]): readonly unknown[] {
  return read(lines).map(({ seq: _seq, at: _at, sessionId: _id, raw: _raw, origin: _origin, ...body }) => body);
}

const started = (thread: string = THREAD): Line => ({ type: 'thread.started', thread_id: thread });
const message = (text: string): Line => ({
  type: 'item.completed',
  item: { id: 'item_0', type: 'agent_message', text },
});
const completed = (sent: number, cached: number, written: number, reasoning = 0): Line => ({
  type: 'turn.completed',
  usage: {
    input_tokens: sent,
    cached_input_tokens: cached,
    cache_write_input_tokens: 0,
    output_tokens: written,
    reasoning_output_tokens: reasoning,
  },
});
const failed: Line = { type: 'turn.failed', error: { message: 'Selected model is at capacity.' } };
const error = (text: string): Line => ({ type: 'error', message: text });
const top = { parentToolUseId: null };

describe('a thread of Codex', () => {
  it('names its session on every line after its first', () => {
    const events = read([TURN_STARTED, started(), TURN_STARTED, 'plain']);
    expect(events.map(({ type, sessionId }) => [type, sessionId])).toEqual([
      ['state', null],
      ['started', THREAD],
      ['state', THREAD],
      ['malformed', THREAD],
    ]);
  });

  it('answers with the last of what it said in the turn', () => {
    const events = read([started(), TURN_STARTED, message('Looking.'), message('Done.'), completed(9, 0, 1)]);
    expect(events.at(-1)).toMatchObject({ type: 'result', index: 0, failure: null, text: 'Done.' });
    expect(summarize('codex', events)).toMatchObject({ text: 'Done.', model: null, sessionId: THREAD });
  });

  it('did not succeed where its turn did not end, whatever was said', () => {
    const summary = summarize('codex', read([started(), TURN_STARTED, message('Done.')]));
    expect(summary).toMatchObject({ ended: false, failure: null, text: 'Done.', verdict: { isError: true } });
  });

  it('tells a fatal error twice and fails once', () => {
    const text = 'You’ve hit your usage limit. Try again later.';
    const events = read([started(), TURN_STARTED, error(text), { type: 'turn.failed', error: { message: text } }]);
    expect(events.map(({ type }) => type)).toEqual(['started', 'state', 'notice', 'limit', 'result']);
    expect(summarize('codex', events)).toMatchObject({
      failure: { class: 'limit', detail: text },
      limits: [{ verdict: 'rejected' }],
      verdict: { isError: true, subtype: 'turn.failed' },
    });
  });

  it('fails as unknown with words that nobody knows, or with none', () => {
    expect(bodies([{ type: 'turn.failed', error: { message: 'Bad luck.' } }])).toEqual([
      { ...top, type: 'result', index: 0, text: null, failure: { class: 'unknown', detail: 'Bad luck.', limit: null } },
    ]);
    expect(summarize('codex', read([{ type: 'turn.failed' }]))).toMatchObject({
      failure: { class: 'unknown', detail: '' },
    });
  });
});

describe('a retry of Codex', () => {
  it.each([
    ['1/5 (unexpected status 401 Unauthorized: no)', 1, null, 'auth'],
    ['2/5 (exceeded retry limit, last status: 429 Too Many Requests)', 2, null, 'overload'],
    ['5/5 (unexpected status 503 Service Unavailable: no)', 5, null, 'overload'],
    ['1/5 (rate limit exceeded: Rate limit reached. Please try again in 1.2s.)', 1, 1200, 'overload'],
    ['1/5 (rate limit exceeded: Rate limit reached. Please try again in 350ms.)', 1, 350, 'overload'],
    ['3/5 (stream disconnected before completion: gone)', 3, null, 'transport'],
    ['4/5 (Connection failed: error sending request)', 4, null, 'transport'],
    ['4/5', 4, null, 'unknown'],
    ['waiting for network (Connection failed: error sending request)', null, null, 'transport'],
    ['waiting for network', null, null, 'transport'],
  ])('is read from "Reconnecting... %s"', (text, attempt, delayMs, cause) => {
    expect(bodies([error(`Reconnecting... ${text}`)])).toEqual([{ ...top, type: 'retry', attempt, delayMs, cause }]);
  });
});

describe('an item of Codex', () => {
  it('keeps the id of its line where the object has two', () => {
    // Written by hand after what 0.169.0 does: the call's own id stands in the same object.
    const line = (stage: string, inner: string): string =>
      `{"type":"item.${stage}","item":{"id":"item_0","type":"web_search","id":"${inner}","query":"ccx","action":{"type":"search","query":"ccx"}}}`;
    expect(bodies([line('started', 'ws_1'), line('completed', 'ws_1')])).toEqual([
      {
        ...top,
        type: 'tool-call',
        id: 'item_0',
        tool: 'web_search',
        input: { query: 'ccx', action: { type: 'search', query: 'ccx' } },
        effect: 'none',
      },
      { ...top, type: 'tool-result', id: 'item_0', ok: true, text: '' },
    ]);
  });

  it('is not renamed by an id that a tool was given', () => {
    const item = { type: 'mcp_tool_call', server: 's', tool: 't', arguments: { item: { id: 'no' } }, id: 'item_4' };
    expect(bodies([{ type: 'item.started', item }])).toMatchObject([{ id: 'item_4', tool: 'mcp__s__t' }]);
  });

  it.each([
    ['command_execution', { aggregated_output: 'out', exit_code: 0, status: 'completed' }, true, 'out'],
    ['command_execution', { aggregated_output: 'out', exit_code: 3, status: 'failed' }, false, 'out'],
    ['command_execution', { aggregated_output: '', exit_code: 1, status: 'completed' }, false, ''],
    [
      'file_change',
      {
        changes: [
          { path: '/a', kind: 'add' },
          { path: '/b', kind: 'delete' },
        ],
        status: 'completed',
      },
      true,
      'add /a\ndelete /b',
    ],
    ['file_change', { changes: [], status: 'failed' }, false, ''],
    [
      'mcp_tool_call',
      { result: { content: [{ type: 'text', text: 'echo' }] }, error: null, status: 'completed' },
      true,
      'echo',
    ],
    ['mcp_tool_call', { result: { content: [], structured_content: { n: 1 } }, status: 'completed' }, true, '{"n":1}'],
    ['mcp_tool_call', { result: null, error: { message: 'no such tool' }, status: 'failed' }, false, 'no such tool'],
  ])('of a tool gives its result: %s %j', (type, fields, ok, text) => {
    const events = bodies([
      { type: 'item.started', item: { id: 'item_0', type, status: 'in_progress' } },
      { type: 'item.updated', item: { id: 'item_0', type, status: 'in_progress' } },
      { type: 'item.completed', item: { id: 'item_0', type, ...fields } },
    ]);
    expect(events).toMatchObject([
      { type: 'tool-call', id: 'item_0', effect: 'possible' },
      { type: 'state', is: 'running' },
      { type: 'tool-result', id: 'item_0', ok, text },
    ]);
  });

  it('that is only told when it is done is a call too', () => {
    const item = { id: 'item_0', type: 'file_change', changes: [], status: 'completed' };
    expect(bodies([{ type: 'item.completed', item }])).toMatchObject([{ type: 'tool-call' }, { type: 'tool-result' }]);
  });

  it('that was declined is a refused tool', () => {
    const item = { id: 'item_0', type: 'command_execution', aggregated_output: 'rejected', status: 'declined' };
    const events = read([{ type: 'item.completed', item }]);
    expect(events.map(({ type }) => type)).toEqual(['tool-call', 'denied', 'tool-result']);
    expect(summarize('codex', events).permissionDenials).toEqual([{ tool: 'command_execution', reason: 'rejected' }]);
  });

  it('may be a warning, which is no failure', () => {
    const item = { id: 'item_0', type: 'error', message: 'Model metadata not found.' };
    expect(bodies([{ type: 'item.completed', item }])).toEqual([
      { ...top, type: 'notice', text: 'Model metadata not found.' },
    ]);
  });

  it.each(['todo_list', 'collab_tool_call', ''])('of a type that is not known is told as such: "%s"', (type) => {
    expect(bodies([{ type: 'item.completed', item: { id: 'item_0', type } }])).toEqual([
      { ...top, type: 'unknown', vendorType: `item/${type}` },
    ]);
  });
});

describe('the tokens of Codex', () => {
  const usage = (input: number, cacheRead: number, output: number): Usage => ({
    input,
    output,
    cacheRead,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    reasoning: 0,
  });
  const usageOf = (lines: readonly Line[], readAtMs?: number): Usage | null =>
    summarize('codex', read(lines, readAtMs)).usage;

  it('of a run are those of its thread where the thread was made in it', () => {
    expect(usageOf([started(), completed(1200, 1024, 42, 16)])).toEqual({ ...usage(176, 1024, 42), reasoning: 16 });
  });

  it.each([
    ['an older thread was resumed', MADE_AT_MS + 151],
    ['the thread is from tomorrow by this clock', MADE_AT_MS - 1],
  ])('of a run are not known where %s', (_why, readAtMs) => {
    const events = read([started(), completed(1200, 1024, 42)], readAtMs);
    expect(summarize('codex', events)).toMatchObject({
      usage: null,
      vendorStats: { usage: { input_tokens: 1200, output_tokens: 42 } },
    });
    expect(events.filter(({ type }) => type === 'usage')).toMatchObject([{ covers: 'session' }]);
  });

  it('of a run are not known where the thread does not say when it was made', () => {
    expect(usageOf([started('7d5a7c3e-0000-4000-8000-000000000000'), completed(10, 0, 1)])).toBeNull();
    expect(usageOf([completed(10, 0, 1)])).toBeNull();
  });

  it('of several turns are told as differences and add up to the thread', () => {
    const events = read([started(), completed(1000, 0, 10), completed(2100, 1000, 15)]);
    expect(events.flatMap((event) => (event.type === 'usage' ? [[event.covers, event.usage]] : []))).toEqual([
      ['turn', usage(1000, 0, 10)],
      ['session', usage(1000, 0, 10)],
      ['turn', usage(100, 1000, 5)],
      ['session', usage(1100, 1000, 15)],
    ]);
    expect(summarize('codex', events).usage).toEqual(usage(1100, 1000, 15));
  });

  it('of a failed turn are said by the next one that succeeds, and not known before', () => {
    expect(usageOf([started(), completed(1000, 0, 10), failed])).toBeNull();
    expect(usageOf([started(), failed, completed(1000, 0, 10)])).toEqual(usage(1000, 0, 10));
    expect(usageOf([started(), failed])).toBeNull();
  });

  it('are not made up where a total shrinks', () => {
    expect(usageOf([started(), completed(1000, 0, 10), completed(900, 0, 20)])).toBeNull();
  });

  it('are never negative and never more than was sent and written', () => {
    const number = fc.oneof(fc.integer({ min: -5, max: 3000 }), fc.constant(null), fc.constant('x'));
    fc.assert(
      fc.property(number, number, number, number, (sent, cached, stored, written) => {
        const said = {
          input_tokens: sent,
          cached_input_tokens: cached,
          cache_write_input_tokens: stored,
          output_tokens: written,
        };
        const counted = usageOf([started(), { type: 'turn.completed', usage: said }]);
        if (typeof sent !== 'number' && typeof written !== 'number') {
          expect(counted).toBeNull();
          return;
        }
        if (counted === null) throw new Error('A total was said.');
        expect(Math.min(...Object.values(counted))).toBeGreaterThanOrEqual(0);
        const atLeast = (value: unknown): number => (typeof value === 'number' ? Math.max(0, value) : 0);
        expect(counted.input + counted.cacheRead + counted.cacheWrite5m).toBe(atLeast(sent));
        expect(counted.output).toBe(atLeast(written));
      }),
    );
  });
});

describe('the parser of Codex', () => {
  it('gives the same events for every split', () => {
    const bytes = Buffer.concat(
      CODEX_RECORDING_NAMES.filter((name) => name.includes('exec')).map((name) => codexRecording(name).stdout),
    );
    const readPieces = (pieces: readonly Uint8Array[]): readonly AgentEvent[] => {
      const parser = codex.parser({ clock: fixedClock });
      return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
    };
    const whole = readPieces([bytes]);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        expect(readPieces(places.slice(1).map((to, index) => bytes.subarray(places[index], to)))).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('never throws and never loses the next line, whatever came before it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.json(), (garbage, json) => {
        const parser = codex.parser({ clock: fixedClock });
        const next = JSON.stringify(message('still here'));
        const bytes = Buffer.concat([garbage, Buffer.from(`\n${json.replaceAll('\n', '')}\n${next}\n`)]);
        expect([...parser.push(bytes), ...parser.end()].at(-1)).toMatchObject({ type: 'text', raw: next });
      }),
      { numRuns: 500 },
    );
  });
});
