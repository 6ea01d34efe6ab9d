import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readChatTail } from '../../src/gemini/chat-tail.ts';
import { type Fields, parseFields } from '../../src/fields.ts';

const linesOf = (name: string): readonly Fields[] =>
  readFileSync(join(import.meta.dirname, 'fixtures', `${name}.jsonl`), 'utf8')
    .split('\n')
    .map(parseFields)
    .filter((line) => line !== null);

describe('the end of a chat', () => {
  test.each([
    ['answered', { last: 'answer', at: '2026-11-21T01:10:25.098Z' }],
    ['tool', { last: 'answer', text: 'Two lines.' }],
    ['ended-by-sigterm', { last: 'prompt', text: 'Say hi' }],
    ['tui-approval', { last: 'answer', text: 'I will look.' }],
    ['tui-denied', { last: 'cancelled', at: '2026-11-21T23:56:02.193Z' }],
    ['tui-limit', { last: 'failed', text: expect.stringContaining('exhausted your daily quota') }],
  ])('tells of %s', (name, told) => {
    expect(readChatTail(linesOf(name))).toMatchObject(told);
  });

  test('follows a turn with a tool', () => {
    const lines = linesOf('tool');
    const seen = lines.map((_, at) => readChatTail(lines.slice(0, at + 1))?.last ?? null);
    expect(seen.filter((last, at) => last !== seen[at - 1])).toEqual([
      null,
      'prompt',
      'answer',
      'tools',
      'prompt',
      'answer',
    ]);
  });

  test('is not changed by a command that the person runs beside the conversation', () => {
    // As Gemini CLI 0.61.0 wrote it on 2026-11-21.
    const text = 'I ran the following shell command:\n```sh\nsleep 4\n```\n\nThis produced the following result:\n';
    const beside = { id: 'x', timestamp: '2026-11-21T23:57:19.396Z', type: 'user', content: [{ text }] };
    expect(readChatTail([...linesOf('answered'), beside])).toMatchObject({ last: 'answer' });
  });

  test('is a new prompt after one that was cancelled', () => {
    const prompt = { id: 'x', timestamp: '2026-11-21T23:56:04.000Z', type: 'user', content: 'again' };
    expect(readChatTail([...linesOf('tui-denied'), prompt])).toEqual({
      last: 'prompt',
      at: '2026-11-21T23:56:04.000Z',
      text: 'again',
    });
  });

  test('is not changed by the copy that follows the end of a turn, nor by the context', () => {
    // As Gemini CLI 0.61.0 wrote it on 2026-11-21.
    const timestamp = '2026-11-21T23:50:41.740Z';
    const context = { id: 'b', timestamp, type: 'user', content: [{ text: '<session_context>\nThis is' }] };
    const lines: readonly Fields[] = [
      { id: 'a', timestamp, type: 'info', content: 'Request cancelled.' },
      context,
      { id: 'c', timestamp, type: 'gemini', content: [{ text: 'Hello my friend.' }], thoughts: [], tokens: null },
    ];
    expect(readChatTail(lines)).toMatchObject({ last: 'cancelled' });
    expect(readChatTail([...linesOf('answered'), context])).toMatchObject({ last: 'answer' });
  });

  test('is nothing where nobody has said anything', () => {
    expect(readChatTail(linesOf('answered').slice(0, 2))).toBeNull();
  });

  test('survives whatever a line holds', () => {
    const value = fc.anything();
    const line = fc.record(
      {
        timestamp: fc.oneof(fc.constant('2026-11-21T12:00:00.000Z'), value),
        type: fc.oneof(fc.constantFrom('user', 'gemini', 'info', 'error'), value),
        content: fc.oneof(fc.array(fc.record({ text: value })), fc.string(), value),
        toolCalls: value,
        $set: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        expect(typeof (readChatTail(lines)?.text ?? '')).toBe('string');
      }),
    );
  });
});
