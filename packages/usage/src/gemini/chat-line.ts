import { fieldsOf, parseFields, textOf } from '../line-fields.ts';
import type { LineFound } from '../line-reader.ts';
import { type ChatPlace, readChatMessage } from './chat-message.ts';
import type { ChatState } from './chat-state.ts';

/**
 * Reads one line of a chat (`tmp/<project>/chats/*.jsonl`, Gemini CLI 0.61.0, observed 2026-11-21): a log of patches. The
 * head names the session, again after a resume; the messages that `$set` puts in place of all others are copies without
 * their tokens, and what `$rewindTo` takes back was paid for.
 */
export function readChatLine(text: string, state: ChatState, place: ChatPlace): LineFound<ChatState> {
  const line = parseFields(text);
  if (line === null) return { state, skipped: 'malformed' };
  const head = fieldsOf(line['$set']) ?? line;
  const [sessionId, kind] = [textOf(head['sessionId']) ?? state.sessionId, textOf(head['kind'])];
  const next: ChatState = { ...state, sessionId, subagent: kind === null ? state.subagent : kind === 'subagent' };
  return { state: next, ...readChatMessage(line, next, place) };
}
