import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callLine } from '../../src/claude/call-line.ts';
import { createQuickCall } from '../../src/claude/quick-call.ts';
import { parseFields } from '../../src/line-fields.ts';
import { call } from './scan-claude.ts';

const quickCall = createQuickCall();
const quick = (text: string): ReturnType<typeof quickCall> => {
  const bytes = Buffer.from(`${text}\n`);
  return quickCall(bytes, 0, bytes.length - 1);
};
const full = (text: string): ReturnType<typeof callLine> => {
  const line = parseFields(text);
  return line === null ? null : callLine(line);
};

/** A line as it may come: every field that is looked at, of any kind, among others, in any order. */
const anyLine = fc
  .tuple(
    fc.dictionary(
      fc.constantFrom(
        'requestId',
        'timestamp',
        'sessionId',
        'requestSessionId',
        'forkedFrom',
        'isSidechain',
        'agentId',
        'attributionAgent',
        'cwd',
        'gitBranch',
        'entrypoint',
        'costUSD',
        'isApiErrorMessage',
        'type',
        'x',
      ),
      fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary' }), fc.constant('s')),
    ),
    fc.dictionary(
      fc.constantFrom('id', 'model', 'content', 'role'),
      fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary' })),
    ),
    fc.option(fc.constant(call('m')['message']), { nil: undefined }),
    fc.nat(20),
  )
  .map(([line, message, known, at]) => {
    const usage = { input_tokens: at, output_tokens: 2, text: 'ü"' };
    const entries: [string, unknown][] = Object.entries(line);
    entries.splice(at % (entries.length + 1), 0, ['message', known ?? { ...message, usage }]);
    return JSON.stringify(Object.fromEntries(entries));
  });

describe('reading a call without parsing its line', () => {
  it('answers for every call of the real Claude Code, as a full parse does', () => {
    const files = globSync(join(import.meta.dirname, 'fixtures/**/*.jsonl'));
    const lines = files
      .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
      .filter((line) => line.includes('"usage"'));
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(quick(line)).toEqual(full(line));
  });

  it('answers as a full parse does, whatever a line holds', () => {
    fc.assert(
      fc.property(anyLine, (text) => {
        expect(quick(text)).toEqual(full(text));
      }),
    );
  });

  it('does not answer for a line that is cut, also where another follows it', () => {
    const inserts = fc.constantFrom('', '{"', '"}', ']', '\0', '\0\0\0', JSON.stringify(call('other')));
    fc.assert(
      fc.property(anyLine, fc.nat(), inserts, (text, at, more) => {
        // As bytes: a cut through a character is not the half of a pair.
        const cut = Buffer.from(text.slice(0, at % text.length) + more).toString();
        expect(quick(cut)).toEqual(parseFields(cut) === null ? undefined : full(cut));
        // Garbage in the middle may pass, but never with another answer than the full parse gives.
        const inside = Buffer.from(cut + text.slice(at % text.length)).toString();
        if (parseFields(inside) !== null) expect(quick(inside) ?? full(inside)).toEqual(full(inside));
      }),
    );
  });

  it('leaves progress, spaces and escaped names to the full parse', () => {
    expect(quick('{"type":"progress","data":{"message":{}}}')).toBeUndefined();
    expect(quick(JSON.stringify(call('m1'), null, 1).replaceAll('\n', ' '))).toBeUndefined();
    expect(quick(JSON.stringify(call('m1')).replace('"usage"', '"\\u0075sage"'))).toBeUndefined();
    expect(quick(JSON.stringify(call('m1')).replace('"content":[', '"content":[{}'))).toBeUndefined();
  });

  it('keeps nothing of the line before that this one does not say', () => {
    quick(JSON.stringify(call('m1', { line: { cwd: '/a', requestSessionId: 'x', costUSD: 3 } })));
    const line = { cwd: undefined, requestSessionId: undefined, costUSD: undefined };
    expect(quick(JSON.stringify(call('m1', { line })))).toMatchObject({ cwd: null, sessionId: 's1', costUsd: null });
    expect(quick(JSON.stringify(call('m1', { line: { costUSD: 30 } })))).toMatchObject({ costUsd: 30 });
  });
});
