import type { AgentEventBody, Instant } from '@ccx/contracts';
import { excerptOf } from '../excerpt.ts';
import { asText, isObject, type JsonObject, parseJson } from '../json-fields.ts';
import { instantOfStamp } from '../stamp.ts';
import type { Emit, SourceLine, VendorReader } from '../vendor-reader.ts';
import { answerEvents, isAnswer } from './answer.ts';
import { eventsOf } from './lines.ts';
import { newReaderState, type ReaderState } from './reader-state.ts';
import { stderrEvents } from './stderr.ts';

/** The most that is held of an object over several lines, in bytes; what `-o json` prints is a few kilobytes and an answer. */
const MOST_HELD = 64 * 1024 * 1024;

/** Reads what Gemini CLI prints in stream-json or json, and its stderr, which alone tells when the CLI sleeps. */
export function createGeminiReader(emit: Emit): VendorReader {
  return new GeminiReader(emit);
}

class GeminiReader implements VendorReader {
  readonly #emit: Emit;
  readonly #state: ReaderState = newReaderState();
  /** The lines of an object over several of them, from `{` on. */
  #held: SourceLine[] = [];
  #heldBytes = 0;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  stdout(line: SourceLine): void {
    const { text, bytes } = line;
    if (this.#held.length === 0 ? text === '{' : text.startsWith(' ')) {
      this.#held.push(line);
      this.#heldBytes += bytes;
      if (this.#heldBytes > MOST_HELD) this.#letGo();
    } else if (this.#held.length > 0 && text === '}') this.#closed(line);
    else {
      this.#letGo();
      this.#line(line);
    }
  }

  stderr(line: SourceLine): void {
    this.#say(line, line.readAt(), stderrEvents(line, this.#state));
  }

  oversize(line: SourceLine, excerpt: string): void {
    if (line.origin.stream === 'stdout') this.#letGo();
    this.#say(line, line.readAt(), [{ type: 'malformed', bytes: line.bytes, excerpt }]);
  }

  end(): void {
    this.#letGo();
  }

  /** The object that was held is whole: the one of the json format, or lines that nobody knows. */
  #closed(last: SourceLine): void {
    const lines = [...this.#held, last];
    const answer = parseJson(lines.map(({ text }) => text).join('\n'));
    if (!isObject(answer) || !isAnswer(answer)) {
      this.#letGo();
      this.#line(last);
      return;
    }
    for (const line of this.#released()) this.#say(line, line.readAt(), [{ type: 'state', is: 'running' }]);
    this.#say(last, last.readAt(), answerEvents(answer, this.#state, last.readAt()));
  }

  /** Reads what was held as lines that stand alone. */
  #letGo(): void {
    for (const line of this.#released()) this.#line(line);
  }

  #released(): readonly SourceLine[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }

  #line(line: SourceLine): void {
    const value = parseJson(line.text.charCodeAt(0) === 0xfeff ? line.text.slice(1) : line.text);
    if (isObject(value)) {
      const at = stampOf(value) ?? line.readAt();
      this.#say(line, at, eventsOf(value, this.#state, at));
    } else if (value === undefined) {
      this.#say(line, line.readAt(), [{ type: 'malformed', bytes: line.bytes, excerpt: excerptOf(line.text) }]);
    } else this.#say(line, line.readAt(), [{ type: 'unknown', vendorType: `json/${kindOf(value)}` }]);
  }

  #say(line: SourceLine, at: Instant, bodies: readonly AgentEventBody[]): void {
    const { sessionId } = this.#state;
    for (const body of bodies) {
      this.#emit({ raw: line.text, at, sessionId, parentToolUseId: null, origin: line.origin }, body);
    }
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function stampOf(object: JsonObject): Instant | null {
  const stamp = asText(object['timestamp']);
  return stamp === null ? null : instantOfStamp(stamp);
}
