import type { AgentEventBody, Failure, Instant, Usage } from '@ccx/contracts';
import { excerptOf } from '../excerpt.ts';
import { asObject, asText, isObject, type JsonObject, parseJson } from '../json-fields.ts';
import type { Emit, EventHeader, SourceLine, VendorReader } from '../vendor-reader.ts';
import { classifyCodexText } from './classify.ts';
import { type ItemBook, itemEvents, type ItemStage } from './items.ts';
import { retryOf } from './retry.ts';
import { isNewThread } from './thread-age.ts';
import { NOTHING_USED, threadUsage, usageBetween } from './usage.ts';

/** Reads the output of `codex exec --json`. */
export function createCodexReader(emit: Emit): VendorReader {
  return new CodexReader(emit);
}

const RUNNING: AgentEventBody = { type: 'state', is: 'running' };

class CodexReader implements VendorReader {
  readonly #emit: Emit;
  readonly #items: ItemBook = { open: new Set(), answer: null };
  #sessionId: string | null = null;
  /** What the thread had used before the turn under way; `null` where that is not known, as after a resume. */
  #usedBefore: Usage | null = null;
  #results = 0;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  stdout(line: SourceLine): void {
    const value = parseJson(line.text.charCodeAt(0) === 0xfeff ? line.text.slice(1) : line.text);
    if (value === undefined) {
      this.#say(line, [{ type: 'malformed', bytes: line.bytes, excerpt: excerptOf(line.text) }]);
    } else if (isObject(value)) this.#say(line, this.#object(value, line));
    else {
      const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
      this.#say(line, [{ type: 'unknown', vendorType: `json/${kind}` }]);
    }
  }

  stderr(line: SourceLine): void {
    this.#say(line, [{ type: 'notice', text: line.text }]);
  }

  oversize(line: SourceLine, excerpt: string): void {
    this.#say(line, [{ type: 'malformed', bytes: line.bytes, excerpt }]);
  }

  /** Nothing is held back: every line stands alone. */
  end(): void {
    this.#items.open.clear();
  }

  #object(object: JsonObject, line: SourceLine): readonly AgentEventBody[] {
    switch (object['type']) {
      case 'thread.started':
        return this.#threadStarted(asText(object['thread_id']), line.readAt());
      case 'turn.started':
        this.#items.answer = null;
        return [RUNNING];
      case 'item.started':
        return this.#item(object, line, 'started');
      case 'item.updated':
        return this.#item(object, line, 'updated');
      case 'item.completed':
        return this.#item(object, line, 'completed');
      case 'turn.completed':
        return [...this.#usage(asObject(object['usage']) ?? {}), this.#result(null)];
      case 'turn.failed':
        return this.#failed(asText(asObject(object['error'])?.['message']) ?? '', line.readAt());
      case 'error': {
        // A retry, or the first of the two times that the fatal error is told; `turn.failed` is the one that counts.
        const message = asText(object['message']) ?? '';
        return [retryOf(message, line.readAt()) ?? { type: 'notice', text: message }];
      }
      default:
        return [{ type: 'unknown', vendorType: asText(object['type']) ?? '' }];
    }
  }

  #threadStarted(threadId: string | null, at: Instant): readonly AgentEventBody[] {
    if (threadId !== null) this.#sessionId = threadId;
    this.#usedBefore = threadId !== null && isNewThread(threadId, at) ? NOTHING_USED : null;
    return [{ type: 'started', model: null, cwd: null, cliVersion: null }];
  }

  #item(object: JsonObject, line: SourceLine, stage: ItemStage): readonly AgentEventBody[] {
    const item = asObject(object['item']) ?? {};
    return itemEvents(item, itemId(line.text) ?? asText(item['id']) ?? '', stage, this.#items);
  }

  /** The thread's total as it stands, and this turn's part of it where the total before is known. */
  #usage(said: JsonObject): readonly AgentEventBody[] {
    const total = threadUsage(said);
    const share = total === null || this.#usedBefore === null ? null : usageBetween(this.#usedBefore, total);
    if (total !== null) this.#usedBefore = total;
    const events: AgentEventBody[] = [];
    if (share !== null) events.push({ type: 'usage', usage: share, model: null, covers: 'turn', final: true });
    if (total !== null) events.push({ type: 'usage', usage: total, model: null, covers: 'session', final: true });
    return events;
  }

  #failed(message: string, now: Instant): readonly AgentEventBody[] {
    const failure: Failure = classifyCodexText(message, { now, timeZone: localTimeZone(), from: 'result' }) ?? {
      class: 'unknown',
      detail: message,
      limit: null,
    };
    const { limit } = failure;
    return [...(limit === null ? [] : [{ type: 'limit' as const, limit }]), this.#result(failure)];
  }

  #result(failure: Failure | null): AgentEventBody {
    const text = failure === null ? (this.#items.answer ?? '') : null;
    this.#items.answer = null;
    return { type: 'result', index: this.#results++, failure, text };
  }

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

const ITEM_ID = /^\ufeff?\s*\{\s*"type"\s*:\s*"item\.\w+"\s*,\s*"item"\s*:\s*\{\s*"id"\s*:\s*"(?<id>[^"\\]+)"/;

/**
 * The id that an item line begins with. A web search carries a second `id` in the same object, its call's, and of two
 * equal keys JSON.parse keeps the last.
 */
function itemId(text: string): string | null {
  return ITEM_ID.exec(text)?.groups?.['id'] ?? null;
}

let zone: string | undefined;

/** Codex writes resets in local time without a zone. */
function localTimeZone(): string {
  return (zone ??= Intl.DateTimeFormat().resolvedOptions().timeZone);
}
