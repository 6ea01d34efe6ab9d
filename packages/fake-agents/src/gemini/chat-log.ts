import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Line } from '../claude/line.ts';

/** What a process writes before its first message, also where a session goes on. */
export interface ChatOpening {
  readonly sessionId: string;
  readonly projectHash: string;
  /** The words about the folder that every session starts with. */
  readonly context: string;
  /** The file of a session that goes on, and what was said in it. */
  readonly old: { readonly path: string; readonly messages: readonly Line[] } | null;
}

/**
 * The file of a session, a log of patches: a line with an id adds a message or takes the place of the one with the same
 * id, `$set` changes fields. Format of Gemini CLI 0.61.0, 2026-11-21.
 */
export class ChatLog {
  /** Where this process would begin a session. */
  readonly path: string;
  #nowMs: () => number;
  #opening: ChatOpening;
  #isOpen = false;
  /** The messages that stay when the turn fails. */
  #before: readonly Line[] = [];

  constructor(path: string, opening: ChatOpening, nowMs: () => number) {
    this.path = path;
    this.#opening = opening;
    this.#nowMs = nowMs;
  }

  message(message: Line): void {
    this.#open();
    this.#append(message);
    this.#append({ $set: { lastUpdated: this.stamp() } });
  }

  /** A message that changed: the last line with its id counts. */
  again(message: Line): void {
    this.#append(message);
  }

  /** Observed after an answer that failed: what the turn wrote is taken back. */
  rollBack(): void {
    this.#append({ $set: { messages: this.#before, lastUpdated: this.stamp() } });
  }

  stamp(): string {
    return new Date(this.#nowMs()).toISOString();
  }

  /**
   * The head and the words about the folder. A session that goes on in another minute gets them in a file of its own,
   * which stays empty, while the messages go on in the old one: at the next start the CLI takes it for a broken one.
   */
  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const { sessionId, projectHash, context, old } = this.#opening;
    mkdirSync(dirname(this.path), { recursive: true });
    const at = this.stamp();
    const head = { id: CONTEXT_ID, timestamp: at, type: 'user', content: [{ text: context }] };
    this.#append({ sessionId, projectHash, startTime: at, lastUpdated: at, kind: 'main' }, this.path);
    this.#append({ $set: { messages: [head], lastUpdated: at } }, this.path);
    this.#before = [head];
    if (old === null) return;
    this.#append({ $set: { sessionId } });
    const first = old.path === this.path ? [head] : old.messages.filter(({ id }) => id === CONTEXT_ID);
    this.#before = [...first, ...old.messages.filter(({ id }) => id !== CONTEXT_ID).map(asContent)];
    this.#append({ $set: { messages: this.#before, lastUpdated: this.stamp() } });
  }

  #append(line: Line, path: string = this.#opening.old?.path ?? this.path): void {
    appendFileSync(path, `${JSON.stringify(line)}\n`);
  }
}

/** The same in every recording. */
export const CONTEXT_ID = 'd04923d38bb0f6017037e74183378ef4';

/** Observed of a session that goes on: an answer is no text any more, but a list with a text. */
function asContent({ id, timestamp, type, content }: Line): Line {
  return { id, timestamp, type, content: typeof content === 'string' ? [{ text: content }] : content };
}

/** Where a new session's file goes: its minute in UTC, and the first eight letters of its id. */
export function chatPath(chats: string, sessionId: string, nowMs: number): string {
  const minute = new Date(nowMs).toISOString().slice(0, 16).replace(':', '-');
  return join(chats, `session-${minute}-${sessionId.slice(0, 8)}.jsonl`);
}
