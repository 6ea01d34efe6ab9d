/** One measurement in a process of its own: `node measure.ts floor|parser <file>`, `node measure.ts memory|idle`. */
import { closeSync, openSync, readSync } from 'node:fs';
import type * as streamJson from '../../packages/stream-json/src/index.ts';
import { recordedLines } from './input.ts';

/** What people install is measured, not the sources: stripping their types would be measured too. */
const built: typeof streamJson = await import(
  String(new URL('../../packages/stream-json/dist/index.js', import.meta.url))
);

const CHUNK_BYTES = 65_536;
const MEGABYTE = 1024 * 1024;

/** What a process of measure.ts prints, as one line of JSON. */
export interface Measurement {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly maxRssMiB: number;
  /** Events or lines, so that nothing can be skipped unseen. */
  readonly count: number;
}

function* chunksOf(path: string): Generator<Buffer> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const length = readSync(file, chunk);
      if (length === 0) return;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

/** The least that any reader of such a stream must do. */
function floor(path: string): number {
  let lines = 0;
  let rest: Buffer = Buffer.alloc(0);
  for (const chunk of chunksOf(path)) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const line =
        rest.length === 0
          ? chunk.toString('utf8', from, end)
          : Buffer.concat([rest, chunk.subarray(from, end)]).toString('utf8');
      rest = Buffer.alloc(0);
      from = end + 1;
      if (line !== '' && typeof JSON.parse(line) === 'object') lines++;
    }
    rest = rest.length === 0 ? chunk.subarray(from) : Buffer.concat([rest, chunk.subarray(from)]);
  }
  return lines;
}

function parser(chunks: Iterable<Uint8Array>): number {
  const events = built.createEventParser('claude');
  let count = 0;
  for (const chunk of chunks) count += events.push(chunk).length;
  return count + events.end().length;
}

/**
 * 1 GB of recorded lines with one line of 100 MB in their middle, never whole in memory. The chunks are views of the same
 * bytes, so that what is measured is the parser's memory and not that of a pipe.
 */
function* largeStream(): Generator<Buffer> {
  const block = Buffer.from(`${recordedLines().join('\n')}\n`);
  const megabyte = Buffer.alloc(MEGABYTE, 'x');
  for (const part of [0, 1]) {
    for (let written = 0; written < 462 * MEGABYTE; written += block.length) {
      for (let from = 0; from < block.length; from += CHUNK_BYTES) yield block.subarray(from, from + CHUNK_BYTES);
    }
    if (part === 1) return;
    yield Buffer.from('{"type":"assistant","message":{"content":[{"type":"text","text":"');
    for (let count = 0; count < 100; count++) {
      for (let from = 0; from < MEGABYTE; from += CHUNK_BYTES) yield megabyte.subarray(from, from + CHUNK_BYTES);
    }
    yield Buffer.from('"}]}}\n');
  }
}

function measured(mode: string, path: string): Measurement {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const count = work(mode, path);
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuMs: (user + system) / 1000,
    wallMs: performance.now() - start,
    maxRssMiB: process.resourceUsage().maxRSS / 1024,
    count,
  };
}

function work(mode: string, path: string): number {
  switch (mode) {
    case 'floor':
      return floor(path);
    case 'parser':
      return parser(chunksOf(path));
    case 'memory':
      return parser(largeStream());
    case 'idle':
      // All that the memory measurement holds before its first byte.
      return recordedLines().length;
    default:
      throw new Error(`"${mode}" is no measurement; floor, parser, memory and idle are.`);
  }
}

if (import.meta.main)
  process.stdout.write(`${JSON.stringify(measured(process.argv[2] ?? '', process.argv[3] ?? ''))}\n`);
