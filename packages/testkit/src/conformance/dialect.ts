import { createHash } from 'node:crypto';
import type { AgentEvent, Clock, Dialect, RunSummary } from '@ccx/contracts';
import { describe, expect, it } from 'vitest';
import { garbage, mutations, pieces } from './garble.ts';

/** One process of the real CLI, and what must be made of it. */
export interface DialectCase {
  readonly name: string;
  readonly stdout: Uint8Array;
  readonly stderr?: Uint8Array;
  /** The events as {@link recordEvents} writes them down. */
  readonly events: readonly unknown[];
  /** The fields of the summary that matter. */
  readonly summary: Partial<RunSummary>;
}

export interface DialectConformanceOptions {
  readonly dialect: Dialect;
  readonly cases: readonly DialectCase[];
  /** Stamps lines without a time; the same as when the events were recorded. */
  readonly clock: Clock;
}

/** Longer texts are written down as their length and hash. */
const LONGEST_TEXT = 200;

/**
 * Events in the form in which a fixture keeps them: without `seq`, which the order says, and without `raw`, which the
 * recording says; long texts as length and hash.
 */
export function recordEvents(events: readonly AgentEvent[]): readonly unknown[] {
  return events.map(({ seq: _seq, raw: _raw, ...event }): unknown =>
    JSON.parse(JSON.stringify(event, (_key, value: unknown) => (typeof value === 'string' ? shortened(value) : value))),
  );
}

function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const hash = createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 16);
  return `${text.slice(0, 20)}… ${text.length} characters, sha256 ${hash}`;
}

/**
 * Registers the tests that every dialect must pass: nothing that was read is lost, the pieces in which it came do not
 * matter, no bytes break it, and no success without evidence.
 */
export function dialectConformance({ dialect, cases, clock }: DialectConformanceOptions): void {
  const read = (pieces: readonly Piece[], maxLineBytes?: number): readonly AgentEvent[] => {
    const parser = dialect.parser({ clock, ...(maxLineBytes === undefined ? {} : { maxLineBytes }) });
    return [...pieces.flatMap(({ bytes, from }) => parser.push(bytes, from)), ...parser.end()];
  };
  const summaryOf = (events: readonly AgentEvent[]): RunSummary => {
    const summarizer = dialect.summarizer();
    for (const event of events) summarizer.add(event);
    return summarizer.summary();
  };

  describe(`dialect ${dialect.agent}`, () => {
    describe.each(cases.map((each) => [each.name, each] as const))(
      '%s',
      (_name, { stdout, stderr = NOTHING, events: expected, summary }) => {
        const whole: readonly Piece[] = [
          { bytes: stdout, from: 'stdout' },
          { bytes: stderr, from: 'stderr' },
        ];

        it('gives the recorded events', () => {
          expect(recordEvents(read(whole))).toEqual(expected);
        });

        it('keeps every line in raw, byte for byte, under its number', () => {
          const events = read(whole);
          expect(linesOf(events, 'stdout')).toEqual(numberedLines(stdout));
          expect(linesOf(events, 'stderr')).toEqual(numberedLines(stderr));
        });

        it('gives the same events for any pieces, and counts them without a gap', () => {
          const events = read(whole);
          expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index));
          for (let seed = 1; seed <= 5; seed++) {
            const cut = [...cutFrom(stdout, seed, 'stdout'), ...cutFrom(stderr, seed, 'stderr')];
            expect(read(cut)).toEqual(events);
          }
        });

        it('is summed up as recorded', () => {
          expect(summaryOf(read(whole))).toMatchObject(summary);
        });

        it('is no success without its end', () => {
          const lines = numberedLines(stdout);
          for (let kept = 0; kept === 0 || kept < lines.length; kept++) {
            const part = lines.slice(0, kept).map(({ raw }) => `${raw}\n`);
            const events = read([{ bytes: Buffer.from(part.join('')), from: 'stdout' }]);
            expect(isHonest(summaryOf(events), events)).toBe(true);
          }
        });
      },
    );

    it('says nothing of nothing', () => {
      expect(read([])).toEqual([]);
      expect(read([{ bytes: Buffer.from('\n\r\n\n'), from: 'stdout' }])).toEqual([]);
      const summary = summaryOf([]);
      expect(summary).toMatchObject({
        ended: false,
        failure: null,
        text: '',
        usage: null,
        costUsd: null,
        toolCalls: 0,
      });
      expect(summary.verdict.isError).toBe(true);
    });

    it('survives any bytes and reads the line after them', () => {
      const known = firstLine(cases);
      const alone = read([{ bytes: Buffer.from(`${known}\n`), from: 'stdout' }]);
      for (let seed = 1; seed <= 300; seed++) {
        const events = read([
          { bytes: garbage(seed), from: 'stdout' },
          { bytes: Buffer.from(`\n${known}\n`), from: 'stdout' },
        ]);
        expect(events.slice(-alone.length).map(bodyOf)).toEqual(alone.map(bodyOf));
      }
    });

    it('survives known lines whose values are of another kind', () => {
      for (const { stdout } of cases) {
        for (const { raw } of numberedLines(stdout)) {
          for (const line of mutations(raw)) {
            const events = read([{ bytes: Buffer.from(`${line}\n`), from: 'stdout' }]);
            expect(events.length).toBeGreaterThan(0);
            expect(isHonest(summaryOf(events), events)).toBe(true);
          }
        }
      }
    });

    it('makes one malformed event of a line over the cap and goes on', () => {
      const known = firstLine(cases);
      const cap = Buffer.byteLength(known);
      const events = read(cutFrom(Buffer.from(`${known}\r\n${'x'.repeat(cap + 1)}\r\n${known}\n`), 7, 'stdout'), cap);
      const malformed = events.filter(({ type }) => type === 'malformed');
      expect(malformed).toMatchObject([{ bytes: cap + 1, excerpt: 'x'.repeat(Math.min(cap + 1, 200)), raw: '' }]);
      expect(new Set(events.map(({ origin }) => origin?.line))).toEqual(new Set([0, 1, 2]));
    });

    it('lets stderr be talk that disturbs no line of stdout', () => {
      const known = firstLine(cases);
      const half = Math.floor(known.length / 2);
      const events = read([
        { bytes: Buffer.from(known.slice(0, half)), from: 'stdout' },
        { bytes: Buffer.from('warning: something'), from: 'stderr' },
        { bytes: Buffer.from(`${known.slice(half)}\n`), from: 'stdout' },
        { bytes: Buffer.from(' is odd\n'), from: 'stderr' },
      ]);
      const alone = read([{ bytes: Buffer.from(`${known}\n`), from: 'stdout' }]);
      expect(events.filter(({ origin }) => origin?.stream === 'stdout').map(bodyOf)).toEqual(alone.map(bodyOf));
      expect(linesOf(events, 'stderr')).toEqual([{ raw: 'warning: something is odd', line: 0 }]);
    });

    it('keeps lines of types that nobody knows', () => {
      const line = '{"type":"something_new","value":{"deep":[1,2,3]}}';
      const events = read([{ bytes: Buffer.from(line), from: 'stdout' }]);
      expect(events).toMatchObject([{ type: 'unknown', raw: line }]);
      expect(summaryOf(events).unknownEvents).toBe(1);
    });

    it('finds no failure in an empty text', () => {
      const about = { now: clock.now(), timeZone: 'UTC' };
      expect(dialect.classify('', { ...about, from: 'stderr' })).toBeNull();
      expect(dialect.classify('', { ...about, from: 'result' })).toBeNull();
    });
  });
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly from: 'stdout' | 'stderr';
}

function cutFrom(bytes: Uint8Array, seed: number, from: Piece['from']): readonly Piece[] {
  return pieces(bytes, seed).map((piece) => ({ bytes: piece, from }));
}

const NOTHING: Uint8Array = new Uint8Array();

/** Success needs an end, an event that says so, and the vendor's own word. */
function isHonest({ ended, failure, verdict }: RunSummary, events: readonly AgentEvent[]): boolean {
  const last = events.findLast((event) => event.type === 'result');
  if (last === undefined) return !ended && failure === null && verdict.isError;
  return ended && (last.failure === null ? failure === null && !verdict.isError : failure !== null);
}

interface NumberedLine {
  readonly raw: string;
  readonly line: number;
}

/** The lines that the events came from, each once. */
function linesOf(events: readonly AgentEvent[], stream: 'stdout' | 'stderr'): readonly NumberedLine[] {
  const lines: NumberedLine[] = [];
  for (const { raw, origin } of events) {
    if (origin?.stream === stream && lines.at(-1)?.line !== origin.line) lines.push({ raw, line: origin.line });
  }
  return lines;
}

function numberedLines(bytes: Uint8Array): readonly NumberedLine[] {
  return Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .map((raw, line) => ({ raw, line }))
    .filter(({ raw }) => raw !== '');
}

function firstLine(cases: readonly DialectCase[]): string {
  for (const { stdout } of cases) {
    const [first] = numberedLines(stdout);
    if (first?.raw.startsWith('{"') === true && first.raw.length < 20_000) return first.raw;
  }
  throw new Error('No case begins with a line that holds an object.');
}

/** What an event says, without its place. */
function bodyOf({ seq: _seq, origin: _origin, ...event }: AgentEvent): unknown {
  return event;
}
