import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Line } from '../claude/line.ts';

/** What a process writes to a session's file before its first message, also of a session that goes on. */
export interface ChatOpening {
  readonly sessionId: string;
  readonly projectHash: string;
  /** The words about the folder that every session starts with. */
  readonly context: string;
  /** What was said in a session that goes on. */
  readonly history: readonly Line[];
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

  #open(): void {
    if (this.#opening === null) return;
    const { sessionId, projectHash, context, history } = this.#opening;
    this.#opening = null;
    mkdirSync(dirname(this.path), { recursive: true });
    const at = this.stamp();
    this.#append({ sessionId, projectHash, startTime: at, lastUpdated: at, kind: 'main' });
    this.#before = [{ id: CONTEXT_ID, timestamp: at, type: 'user', content: [{ text: context }] }];
    this.#append({ $set: { messages: this.#before, lastUpdated: at } });
    if (history.length === 0) return;
    this.#append({ $set: { sessionId } });
    this.#before = [...this.#before, ...history.filter(({ id }) => id !== CONTEXT_ID).map(asContent)];
    this.#append({ $set: { messages: this.#before, lastUpdated: this.stamp() } });
  }

  #append(line: Line): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}

/** The same in every recording. */
const CONTEXT_ID = 'd04923d38bb0f6017037e74183378ef4';

/** Observed of a session that goes on: an answer is no text any more, but a list with a text. */
function asContent({ id, timestamp, type, content }: Line): Line {
  return { id, timestamp, type, content: typeof content === 'string' ? [{ text: content }] : content };
}

/** Where a new session's file goes: its minute in UTC, and the first eight letters of its id. */
export function chatPath(chats: string, sessionId: string, nowMs: number): string {
  const minute = new Date(nowMs).toISOString().slice(0, 16).replace(':', '-');
  return join(chats, `session-${minute}-${sessionId.slice(0, 8)}.jsonl`);
}
