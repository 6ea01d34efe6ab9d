import type { AgentEventBody, Instant } from '@ccx/contracts';
import { excerptOf } from '../excerpt.ts';
import { isObject, type JsonObject, asObject, parseJson, asText } from '../json-fields.ts';
import { instantOfStamp } from '../stamp.ts';
import type { Emit, EventHeader, SourceLine, VendorReader } from '../vendor-reader.ts';
import { assistantEvents, RUNNING, streamEvents, userEvents } from './messages.ts';
import { limitEvent, newReaderState, type ReaderState } from './reader-state.ts';
import { resultEvents } from './result-events.ts';
import { findSplice, type Splice } from './splice.ts';
import { systemEvents } from './system.ts';

/** Reads the stream-json output of Claude Code, and the one object or array of its buffered formats. */
export function createClaudeReader(emit: Emit): VendorReader {
  return new ClaudeReader(emit);
}

/** A line that ends in the middle of an object, because another one was written into it. */
interface CutLine {
  readonly line: SourceLine;
  readonly splice: Splice;
}

class ClaudeReader implements VendorReader {
  readonly #emit: Emit;
  readonly #state: ReaderState = newReaderState();
  #sessionId: string | null = null;
  #cut: CutLine | null = null;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  stdout(line: SourceLine): void {
    const value = parseJson(line.text.charCodeAt(0) === 0xfeff ? line.text.slice(1) : line.text);
    const cut = this.#cut;
    if (cut !== null) {
      this.#cut = null;
      if (value === undefined && this.#joined(cut, line)) return;
      this.#cutAlone(cut);
    }
    if (isObject(value)) this.#object(value, line, line.text);
    else if (Array.isArray(value)) this.#array(value, line);
    else if (value === undefined) this.#broken(line);
    else this.#say(line, [{ type: 'unknown', vendorType: `json/${value === null ? 'null' : typeof value}` }]);
  }

  stderr(line: SourceLine): void {
    this.#say(line, [{ type: 'notice', text: line.text }]);
  }

  oversize(line: SourceLine, excerpt: string): void {
    this.end();
    this.#say(line, [{ type: 'malformed', bytes: line.bytes, excerpt }]);
  }

  end(): void {
    const cut = this.#cut;
    this.#cut = null;
    if (cut !== null) this.#cutAlone(cut);
  }

  /** A line that is not JSON: maybe another object was written into it, maybe its other half is the next line. */
  #broken(line: SourceLine): void {
    const splice = findSplice(line.text);
    if (splice === null) {
      this.#say(line, [malformed(line)]);
      return;
    }
    const rest = parseJson(splice.rest);
    if (isObject(rest)) {
      this.#object(splice.event, line, line.text);
      this.#object(rest, line, line.text);
    } else this.#cut = { line, splice };
  }

  /** Both halves of a cut line, if together they are an object. They share one `raw`, as a line does. */
  #joined({ line, splice }: CutLine, next: SourceLine): boolean {
    const whole = parseJson(splice.rest + next.text);
    if (!isObject(whole)) return false;
    const raw = `${line.text}\n${next.text}`;
    this.#object(splice.event, line, raw);
    this.#object(whole, line, raw);
    return true;
  }

  #cutAlone({ line, splice }: CutLine): void {
    this.#object(splice.event, line, line.text);
    this.#say(line, [malformed(line)]);
  }

  #array(values: readonly unknown[], line: SourceLine): void {
    if (values.length === 0) this.#say(line, [{ type: 'unknown', vendorType: 'json/array' }]);
    for (const value of values) {
      if (isObject(value)) this.#object(value, line, line.text);
      else this.#say(line, [{ type: 'unknown', vendorType: 'json/array' }]);
    }
  }

  #object(object: JsonObject, line: SourceLine, raw: string): void {
    const sessionId = asText(object['session_id']);
    if (sessionId !== null) this.#sessionId = sessionId;
    const parentToolUseId = asText(object['parent_tool_use_id']);
    const at = stampOf(object) ?? line.readAt();
    const header: EventHeader = { raw, at, sessionId: this.#sessionId, parentToolUseId, origin: line.origin };
    for (const body of eventsOf(object, this.#state, parentToolUseId, at)) this.#emit(header, body);
  }

  /** Events of a line that is no object of the vendor's. */
  #say(line: SourceLine, bodies: readonly AgentEventBody[]): void {
    const header: EventHeader = {
      raw: line.text,
      at: line.readAt(),
      sessionId: this.#sessionId,
      parentToolUseId: null,
      origin: line.origin,
    };
    for (const body of bodies) this.#emit(header, body);
  }
}

/** What one object says. `type` may stand anywhere in it. */
function eventsOf(
  object: JsonObject,
  state: ReaderState,
  parent: string | null,
  at: Instant,
): readonly AgentEventBody[] {
  switch (object['type']) {
    case 'assistant':
      return assistantEvents(object, state, parent, at);
    case 'user':
      return userEvents(object, state);
    case 'stream_event':
      return streamEvents(object, state, parent);
    case 'system':
      return (
        systemEvents(object, state) ?? [{ type: 'unknown', vendorType: `system/${asText(object['subtype']) ?? ''}` }]
      );
    case 'result':
      return resultEvents(object, state, at);
    case 'rate_limit_event':
      return [limitEvent(asObject(object['rate_limit_info']) ?? {}, state, at)];
    case 'tool_progress':
      return [RUNNING];
    case 'control_request':
      return [controlRequest(asObject(object['request']) ?? {})];
    case 'control_response':
      return [{ type: 'notice', text: controlAnswer(asObject(object['response']) ?? {}) }];
    case 'command_lifecycle':
      return [{ type: 'notice', text: `Command ${asText(object['state']) ?? ''}` }];
    case 'keep_alive':
      return [{ type: 'notice', text: '' }];
    default:
      return [{ type: 'unknown', vendorType: asText(object['type']) ?? '' }];
  }
}

/** The CLI asks its host: until that answers, the agent waits. */
function controlRequest(request: JsonObject): AgentEventBody {
  const subtype = asText(request['subtype']) ?? '';
  return subtype === 'can_use_tool'
    ? { type: 'state', is: 'requires-action' }
    : { type: 'unknown', vendorType: `control_request/${subtype}` };
}

function controlAnswer(response: JsonObject): string {
  const id = asText(response['request_id']) ?? '';
  return `Answer to ${id}: ${asText(response['error']) ?? asText(response['subtype']) ?? ''}`;
}

function malformed({ text, bytes }: SourceLine): AgentEventBody {
  return { type: 'malformed', bytes, excerpt: excerptOf(text) };
}

function stampOf(object: JsonObject): Instant | null {
  const stamp = asText(object['timestamp']);
  return stamp === null ? null : instantOfStamp(stamp);
}
