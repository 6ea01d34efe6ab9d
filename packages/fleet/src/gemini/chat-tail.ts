import type { Instant } from '@ccx/contracts';
import { type Fields, fieldsOf, instantOf, textOf } from '../fields.ts';

/** What the end of a chat says. */
export interface ChatTold {
  /**
   * The last message: a `prompt` of a person or the results of tools, an `answer` of the model, an answer whose `tools`
   * have ended, or the end of a turn that was `cancelled` or `failed`.
   */
  readonly last: 'prompt' | 'answer' | 'tools' | 'cancelled' | 'failed';
  readonly at: Instant;
  /** What the CLI says of a failure. */
  readonly text: string;
}

/** After the end of a turn the CLI writes the conversation once more; all of it had times within 2 ms. */
const COPY_MS = 100;

/**
 * Reads lines of a chat (Gemini CLI 0.61.0, 2026-11-21): messages `{ id, timestamp, type, content }`, again with
 * `toolCalls` when these have ended, and patches `{ $set }`. `null` where none is a message that tells something.
 *
 * An answer is written when it is whole, its tools when all of them have ended: while one asks the person, while it runs,
 * and when all is said and done, the last line is the same. There is no line for a limit that a dialog shows.
 */
export function readChatTail(lines: readonly Fields[]): ChatTold | null {
  let told: ChatTold | null = null;
  let endMs = -Infinity;
  for (const line of lines) {
    const at = instantOf(line['timestamp']);
    const last = at === null ? null : kindOf(line);
    if (at === null || last === null || Date.parse(at) - endMs <= COPY_MS) continue;
    told = { last, at, text: textIn(line['content']) };
    if (last === 'cancelled' || last === 'failed') endMs = Date.parse(at);
  }
  return told;
}

function kindOf(line: Fields): ChatTold['last'] | null {
  const text = textIn(line['content']);
  switch (line['type']) {
    case 'user':
      // The context that comes first, and a command that the person ran without the model.
      return /^(?:<session_context>|I ran the following shell command:)/.test(text) ? null : 'prompt';
    case 'gemini':
      return Array.isArray(line['toolCalls']) && line['toolCalls'].length > 0 ? 'tools' : 'answer';
    case 'info':
      return text === 'Request cancelled.' ? 'cancelled' : null;
    case 'error':
      return 'failed';
    default:
      return null;
  }
}

/** The text, or that of the first part. */
function textIn(content: unknown): string {
  const first: unknown = Array.isArray(content) ? fieldsOf(content[0])?.['text'] : content;
  return textOf(first) ?? '';
}
