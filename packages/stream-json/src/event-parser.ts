import { constants } from 'node:buffer';
import {
  type AgentEvent,
  CcxError,
  type Clock,
  type EventParser,
  type Instant,
  type ParserOptions,
} from '@ccx/contracts';
import { LineSplitter } from './line-splitter.ts';
import type { Emit, SourceLine, VendorReader } from './vendor-reader.ts';

/** The largest line that is read whole where nothing else is said: 64 MiB. */
const DEFAULT_MAX_LINE_BYTES: number = 64 * 1024 * 1024;

/** stderr is talk: a line over 1 MiB is not read, so that the two streams together stay near the cap of one. */
const MAX_STDERR_LINE_BYTES = 1024 * 1024;

/** A parser of one vendor's output: the shared half is here, `createReader` makes the vendor's. */
export function createParser(createReader: (emit: Emit) => VendorReader, options: ParserOptions = {}): EventParser {
  return new LineEventParser(createReader, checkedCap(options.maxLineBytes), options.clock);
}

function checkedCap(maxLineBytes: number = DEFAULT_MAX_LINE_BYTES): number {
  if (Number.isSafeInteger(maxLineBytes) && maxLineBytes > 0) {
    // A longer line could not become a string at all.
    return Math.min(maxLineBytes, constants.MAX_STRING_LENGTH);
  }
  throw new CcxError(
    'invalid_argument',
    `maxLineBytes is ${String(maxLineBytes)}; a whole number above 0 was expected.`,
  );
}

class LineEventParser implements EventParser {
  readonly #reader: VendorReader;
  readonly #stdout: LineSplitter;
  readonly #stderr: LineSplitter;
  #events: AgentEvent[] = [];
  #seq = 0;
  /** All lines of one chunk were read at the same time. */
  #now: Instant | null = null;

  constructor(
    createReader: (emit: Emit) => VendorReader,
    maxLineBytes: number,
    clock: Pick<Clock, 'now'> = { now: () => new Date().toISOString() },
  ) {
    const reader = createReader(({ at, sessionId, parentToolUseId, raw, origin }, body) => {
      this.#events.push({ seq: this.#seq++, at, sessionId, parentToolUseId, raw, origin, ...body });
    });
    const readAt = (): Instant => (this.#now ??= clock.now());
    const splitter = (stream: 'stdout' | 'stderr', cap: number): LineSplitter => {
      const read = (line: SourceLine): void => reader[stream](line);
      return new LineSplitter(cap, {
        line: (text, bytes, number) => read({ text, bytes, origin: { stream, line: number }, readAt }),
        oversize: (bytes, excerpt, number) =>
          reader.oversize({ text: '', bytes, origin: { stream, line: number }, readAt }, excerpt),
      });
    };
    this.#reader = reader;
    this.#stdout = splitter('stdout', maxLineBytes);
    this.#stderr = splitter('stderr', Math.min(maxLineBytes, MAX_STDERR_LINE_BYTES));
  }

  push(chunk: Uint8Array, from: 'stdout' | 'stderr' = 'stdout'): readonly AgentEvent[] {
    (from === 'stdout' ? this.#stdout : this.#stderr).push(chunk);
    return this.#taken();
  }

  end(): readonly AgentEvent[] {
    this.#stdout.end();
    this.#stderr.end();
    this.#reader.end();
    return this.#taken();
  }

  #taken(): readonly AgentEvent[] {
    const events = this.#events;
    if (events.length > 0) this.#events = [];
    this.#now = null;
    return events;
  }
}
