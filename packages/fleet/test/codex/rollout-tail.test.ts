import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRolloutTail } from '../../src/codex/rollout-tail.ts';
import { type Fields, parseFields } from '../../src/fields.ts';

const linesOf = (name: string): readonly Fields[] =>
  readFileSync(join(import.meta.dirname, 'fixtures', `${name}.jsonl`), 'utf8')
    .split('\n')
    .map(parseFields)
    .filter((line) => line !== null);
const event = (type: string, more: object = {}): Fields => ({
  timestamp: '2026-11-21T12:00:00.000Z',
  type: 'event_msg',
  payload: { type, ...more },
});
const item = (type: string, more: object = {}): Fields => ({ ...event(type, more), type: 'response_item' });

describe('the end of a rollout', () => {
  test.each([
    ['tui-turn', { turn: 'done', since: '2026-11-21T01:09:11.480Z', asks: true, call: null }],
    ['tui-approval', { turn: 'running', asks: true, call: { tool: 'exec_command', at: '2026-11-21T23:55:20.071Z' } }],
    ['tui-patch-approval', { turn: 'running', call: { tool: 'apply_patch', at: '2026-11-22T00:00:33.270Z' } }],
    ['tui-denied', { turn: 'aborted', since: '2026-11-21T23:55:25.131Z', call: null }],
    ['usage-limit', { turn: 'failed', error: 'usage_limit_exceeded', isLimit: true, resetsAtMs: 1_795_228_698_000 }],
    ['usage-not-included', { turn: 'failed', error: 'usage_limit_exceeded', isLimit: false, resetsAtMs: null }],
    ['unauthorized', { turn: 'failed', error: 'http_connection_failed', isLimit: false }],
    ['ended-by-sigterm', { turn: 'running', since: '2026-11-21T01:16:15.329Z', asks: false, call: null }],
  ])('tells of %s', (name, told) => {
    expect(readRolloutTail(linesOf(name))).toMatchObject(told);
  });

  test('runs from the first line of a turn to the last, wherever it is read', () => {
    const lines = linesOf('tui-turn');
    const seen = lines.map((_, at) => readRolloutTail(lines.slice(0, at + 1))?.turn ?? null);
    expect([...new Set(seen)]).toEqual([null, 'running', 'done']);
    expect(seen.filter((turn) => turn === null)).toHaveLength(1);
  });

  test('is within a turn whose beginning is farther up', () => {
    const told = readRolloutTail(linesOf('tui-approval').slice(-3));
    expect(told).toMatchObject({ turn: 'running', since: null, asks: null, call: { tool: 'exec_command' } });
  });

  test('knows the calls that have no output yet, the newest of them', () => {
    const [a, b] = ['a', 'b'].map((id) => item('function_call', { call_id: id, name: id }));
    if (a === undefined || b === undefined) throw new Error('no calls');
    const tool = (...more: readonly Fields[]): string | undefined =>
      readRolloutTail([event('task_started'), a, b, ...more])?.call?.tool;
    expect(tool()).toBe('b');
    expect(tool(item('custom_tool_call_output', { call_id: 'b' }))).toBe('a');
    expect(tool(event('task_complete'))).toBeUndefined();
    expect(tool(event('task_started'))).toBeUndefined();
  });

  test('knows when the last of the used-up windows comes back, whichever limit it is of', () => {
    const limits = (limit_id: string, primary: number, secondary: number, at: number): Fields =>
      event('token_count', {
        rate_limits: {
          limit_id,
          primary: { used_percent: primary, resets_at: at },
          secondary: { used_percent: secondary, resets_at: at + 100 },
        },
      });
    const told = (...lines: readonly Fields[]): number | null | undefined =>
      readRolloutTail([event('task_started'), ...lines])?.resetsAtMs;
    expect(told(limits('codex', 100, 40, 1000))).toBe(1_000_000);
    expect(told(limits('codex', 100, 100, 1000))).toBe(1_100_000);
    expect(told(limits('codex', 100, 0, 1000), limits('codex_spark', 1, 1, 5000))).toBe(1_000_000);
    expect(told(limits('codex', 100, 0, 1000), limits('codex', 99.5, 0, 5000))).toBeNull();
    expect(told(limits('codex', 100, 0, 1000), event('task_started'))).toBeNull();
  });

  test('is nothing where no line is of a turn', () => {
    const [meta] = linesOf('tui-turn');
    expect(
      readRolloutTail(meta === undefined ? [] : [meta, event('thread_settings_applied'), event('token_count')]),
    ).toBeNull();
  });

  test('survives whatever a line holds', () => {
    const value = fc.anything();
    const words = fc.constantFrom('task_started', 'task_complete', 'token_count', 'function_call', 'turn_aborted', 'x');
    const payload = fc.oneof(
      value,
      fc.record(
        { type: fc.oneof(words, value), call_id: value, name: value, error: value, rate_limits: value },
        { requiredKeys: [] },
      ),
      fc.record({
        type: fc.constant('token_count'),
        rate_limits: fc.record({ limit_id: value, primary: value, secondary: fc.dictionary(fc.string(), value) }),
      }),
    );
    const line = fc.record({
      timestamp: fc.oneof(fc.constant('2026-11-21T12:00:00.000Z'), value),
      type: fc.oneof(fc.constantFrom('event_msg', 'response_item', 'turn_context', 'session_meta'), value),
      payload,
    });
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const told = readRolloutTail(lines);
        expect(told === null || ['running', 'done', 'aborted', 'failed'].includes(told.turn)).toBe(true);
      }),
    );
  });
});
