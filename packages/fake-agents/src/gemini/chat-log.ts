import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Line } from '../claude/line.ts';

/** What stands at the beginning of a new session's file. */
export interface ChatOpening {
  readonly sessionId: string;
  readonly projectHash: string;
  readonly context: string;
}

/**
 * The file of a session, a log of patches: a line with an id adds a message or takes the place of the one with the same
 * id, `$set` changes fields. Format of Gemini CLI 0.61.0, 2026-11-21.
 */
export class ChatLog {
  readonly path: string;
  #nowMs: () => number;
  #opening: ChatOpening | null;
  /** The messages that stay when the turn fails. */
  #before: readonly Line[];

  /** `from`: how a new file begins, or the messages of an old one. Nothing is written before the first message. */
  constructor(path: string, from: ChatOpening | readonly Line[], nowMs: () => number) {
    this.path = path;
    this.#opening = 'sessionId' in from ? from : null;
    this.#before = 'sessionId' in from ? [] : from;
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

  /** The head, then the words about the folder that every session starts with. */
  #open(): void {
    if (this.#opening === null) return;
    const { sessionId, projectHash, context } = this.#opening;
    this.#opening = null;
    mkdirSync(dirname(this.path), { recursive: true });
    const at = this.stamp();
    this.#append({ sessionId, projectHash, startTime: at, lastUpdated: at, kind: 'main' });
    this.#before = [{ id: CONTEXT_ID, timestamp: at, type: 'user', content: [{ text: context }] }];
    this.#append({ $set: { messages: this.#before, lastUpdated: at } });
  }

  #append(line: Line): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}

/** The same in every recording. */
const CONTEXT_ID = 'd04923d38bb0f6017037e74183378ef4';

/** Where a new session's file goes: its minute in UTC, and the first eight letters of its id. */
export function chatPath(chats: string, sessionId: string, nowMs: number): string {
  const minute = new Date(nowMs).toISOString().slice(0, 16).replace(':', '-');
  return join(chats, `session-${minute}-${sessionId.slice(0, 8)}.jsonl`);
}
