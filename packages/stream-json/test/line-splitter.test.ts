import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../src/line-splitter.ts';

type Seen = readonly ['line' | 'oversize', string, number, number];

function lines(chunks: readonly Uint8Array[], cap = 1_000_000): readonly Seen[] {
  const seen: Seen[] = [];
  const splitter = new LineSplitter(cap, {
    line: (text, bytes, number) => seen.push(['line', text, bytes, number]),
    oversize: (bytes, excerpt, number) => seen.push(['oversize', excerpt, bytes, number]),
  });
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return seen;
}

function cutAt(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, index) => bytes.subarray(places[index], to));
}

const awkward = fc.constantFrom(
  'a',
  '\n',
  '\r\n',
  '\r',
  'é',
  '😀',
  '\u2028',
  '\0',
  '\ufeff',
  '"',
  '\\',
  'x'.repeat(300),
);
const text = fc.array(awkward, { maxLength: 60 }).map((parts) => Buffer.from(parts.join('')));

describe('LineSplitter', () => {
  it('gives the same lines for every split of the same bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(text, fc.uint8Array({ maxLength: 300 })),
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.constantFrom(1, 2, 5, 299, 300, 301, 1_000_000),
        (bytes, cuts, cap) => {
          expect(lines(cutAt(bytes, cuts), cap)).toEqual(lines([bytes], cap));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('gives the same lines for single bytes', () => {
    fc.assert(
      fc.property(text, (bytes) => {
        expect(lines([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(lines([bytes]));
      }),
      { numRuns: 100 },
    );
  });

  it('ends lines at \\n and \\r\\n, numbers blank ones and does not tell them', () => {
    expect(lines([Buffer.from('a\n\r\n\nb\r\nc')])).toEqual([
      ['line', 'a', 1, 0],
      ['line', 'b', 1, 3],
      ['line', 'c', 1, 4],
    ]);
  });

  it('does not break a line at U+2028, NUL or a return in its middle', () => {
    expect(lines([Buffer.from('a\u2028b\0c\rd\n')])).toEqual([['line', 'a\u2028b\0c\rd', 9, 0]]);
  });

  it('keeps the line after invalid UTF-8', () => {
    expect(lines([Uint8Array.of(0xff, 0xc3, 10), Buffer.from('ok\n')])).toEqual([
      ['line', '\ufffd\ufffd', 2, 0],
      ['line', 'ok', 2, 1],
    ]);
  });

  it.each([
    ['at the cap', 'x'.repeat(10), 'line'],
    ['one byte over it', 'x'.repeat(11), 'oversize'],
  ])('reads a line %s as %3$s', (_name, line, kind) => {
    for (const end of ['\n', '\r\n', '']) {
      for (const cuts of [[], [10], [11], [12], [3, 5]]) {
        expect(lines(cutAt(Buffer.from(`${line}${end}`), cuts), 10)).toEqual([[kind, line, line.length, 0]]);
      }
    }
  });

  it('tells the length and the beginning of a line over the cap, and reads on', () => {
    const emoji = '😀'.repeat(150);
    const seen = lines(cutAt(Buffer.from(`${emoji}\nnext\n`), [1, 2, 3, 50, 333]), 100);
    expect(seen).toEqual([
      ['oversize', '😀'.repeat(100), 600, 0],
      ['line', 'next', 4, 1],
    ]);
    const odd = lines([Buffer.from(`x${emoji}\n`)], 100);
    expect(odd).toEqual([['oversize', `x${'😀'.repeat(99)}`, 601, 0]]);
  });

  it('lets the caller reuse a chunk', () => {
    const line = 'y'.repeat(200_000);
    const bytes = Buffer.from(`${line}\n`);
    const shared = Buffer.alloc(50_000);
    const seen: string[] = [];
    const splitter = new LineSplitter(1_000_000, { line: (text) => seen.push(text), oversize: () => undefined });
    for (let from = 0; from < bytes.length; from += shared.length) {
      const length = bytes.copy(shared, 0, from);
      splitter.push(shared.subarray(0, length));
      shared.fill('!');
    }
    expect(seen).toEqual([line]);
  });

  it('joins a line of many blocks', () => {
    const line = Array.from({ length: 40_000 }, (_value, index) => `é${index}`).join();
    const bytes = Buffer.from(`${line}\nz\n`);
    const cuts = Array.from({ length: 90 }, (_value, index) => index * 7_001);
    expect(lines(cutAt(bytes, cuts))).toEqual([
      ['line', line, Buffer.byteLength(line), 0],
      ['line', 'z', 1, 1],
    ]);
  });
});
