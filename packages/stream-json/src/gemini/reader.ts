import type { AgentEventBody, Instant } from '@ccx/contracts';
import { excerptOf } from '../excerpt.ts';
import { asText, isObject, type JsonObject, parseJson } from '../json-fields.ts';
import { instantOfStamp } from '../stamp.ts';
import type { Emit, SourceLine, VendorReader } from '../vendor-reader.ts';
import { eventsOf } from './lines.ts';
import { newReaderState, type ReaderState } from './reader-state.ts';
import { stderrEvents } from './stderr.ts';

/** Reads the stream-json output of Gemini CLI, and its stderr, which alone tells when the CLI sleeps. */
export function createGeminiReader(emit: Emit): VendorReader {
  return new GeminiReader(emit);
}

class GeminiReader implements VendorReader {
  readonly #emit: Emit;
  readonly #state: ReaderState = newReaderState();

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  stdout(line: SourceLine): void {
    const value = parseJson(line.text.charCodeAt(0) === 0xfeff ? line.text.slice(1) : line.text);
    if (isObject(value)) {
      const at = stampOf(value) ?? line.readAt();
      this.#say(line, at, eventsOf(value, this.#state, at));
    } else if (value === undefined) {
      this.#say(line, line.readAt(), [{ type: 'malformed', bytes: line.bytes, excerpt: excerptOf(line.text) }]);
    } else this.#say(line, line.readAt(), [{ type: 'unknown', vendorType: `json/${kindOf(value)}` }]);
  }

  stderr(line: SourceLine): void {
    this.#say(line, line.readAt(), stderrEvents(line, this.#state));
  }

  oversize(line: SourceLine, excerpt: string): void {
    this.#say(line, line.readAt(), [{ type: 'malformed', bytes: line.bytes, excerpt }]);
  }

  end(): void {
    // Nothing is held back: every line is a whole.
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
