import { parseFields, textOf } from '../line-fields.ts';
import type { LineFound } from '../line-reader.ts';
import { type ChatPlace, readChatMessage } from './chat-message.ts';
import type { ChatState } from './chat-state.ts';

/**
 * Reads one line of a chat in the older form (`chats/*.json`, before the patch log): one JSON object with its `messages`,
 * indented by two, rewritten as a whole. A text in JSON holds no line break, so the indentation tells where a message
 * begins and ends, and no more than one is held. A resume copies the file into the newer form beside it, ids and all.
 */
export function readOldChatLine(text: string, state: ChatState, place: ChatPlace): LineFound<ChatState> {
  if (state.begun !== '' || text === MESSAGE_BEGINS) {
    const begun = state.begun + text;
    if (!MESSAGE_ENDS.test(text)) return { state: { ...state, begun } };
    const [next, message] = [{ ...state, begun: '' }, parseFields(begun.replace(/,$/, ''))];
    return message === null
      ? { state: next, skipped: 'malformed' }
      : { state: next, ...readChatMessage(message, next, place) };
  }
  const field = HEAD_FIELD.test(text) ? parseFields(`{${text.replace(/,$/, '')}}`) : null;
  const [sessionId, kind] = [textOf(field?.['sessionId']), textOf(field?.['kind'])];
  if (sessionId !== null) return { state: { ...state, sessionId } };
  if (kind !== null) return { state: { ...state, subagent: kind === 'subagent' } };
  // Anything at the margin but the outermost bracket is another form.
  return /^\s/.test(text) || text === '{' || text === '}' ? { state } : { state, skipped: 'unknown-shape' };
}

const MESSAGE_BEGINS = '    {';
const MESSAGE_ENDS = /^ {4}\},?$/;
const HEAD_FIELD = /^ {2}"(?:sessionId|kind)": "/;
