import { afterName, afterValue, CLOSE, COMMA, fieldTable, isAt, OPEN, slotOf } from './json-walk.ts';

/**
 * What a line is, as far as its begin shows it: `call` may tell of a call of a model, `parse` holds a prompt, a sum or
 * what only a full parse can know, `tool-result` holds what a tool answered, `other` is of none of these kinds.
 */
export type LineKind = 'call' | 'parse' | 'tool-result' | 'other' | 'blank';

const FIELDS = fieldTable(['type', 'message']);
const ASSISTANT = Buffer.from('"assistant"');
const USER = Buffer.from('"user"');
/** The other types of lines that are read. */
const STATES = ['"cost-state"', '"session-owner"'].map((text) => Buffer.from(text));
const MESSAGE_NEXT = Buffer.from(',"message":');
const USER_MESSAGE = Buffer.from('{"role":"user","content":');
const TOOL_RESULTS = ['[{"tool_use_id":', '[{"type":"tool_result"'].map((text) => Buffer.from(text));

/**
 * Looks at the begin of a line. Most bytes of a transcript are results of tools, which are known by where their type or
 * their message begins (Claude Code 2.1.329, and every version since 1.0).
 */
export function lineKind(bytes: Buffer, start: number, end: number): LineKind {
  let [from, to] = [start, end];
  while (from < to && isSpace(bytes[from])) from += 1;
  while (to > from && isSpace(bytes[to - 1])) to -= 1;
  if (from === to) return 'blank';
  if (bytes[from] !== OPEN || bytes[to - 1] !== CLOSE) return 'parse';

  for (let i = from + 1; ;) {
    // Whatever is written in another way than by the agent itself is left to a full parse.
    const nameEnd = afterName(bytes, i);
    if (nameEnd < 0) return 'parse';
    const slot = slotOf(FIELDS, bytes, i + 1, nameEnd - 1);
    const at = nameEnd + 1;
    if (slot === 0) return kindOfType(bytes, at);
    if (slot === 1) return isAt(bytes, at, USER_MESSAGE) ? kindOfContent(bytes, at) : 'call';
    i = afterValue(bytes, at) + 1;
    if (i === 0 || bytes[i - 1] !== COMMA) return 'parse';
  }
}

function kindOfType(bytes: Buffer, type: number): LineKind {
  if (isAt(bytes, type, ASSISTANT)) return 'call';
  if (STATES.some((text) => isAt(bytes, type, text))) return 'parse';
  if (!isAt(bytes, type, USER)) return 'other';
  const next = type + USER.length;
  const message = next + MESSAGE_NEXT.length;
  return isAt(bytes, next, MESSAGE_NEXT) && isAt(bytes, message, USER_MESSAGE)
    ? kindOfContent(bytes, message)
    : 'parse';
}

function kindOfContent(bytes: Buffer, message: number): LineKind {
  const content = message + USER_MESSAGE.length;
  return TOOL_RESULTS.some((text) => isAt(bytes, content, text)) ? 'tool-result' : 'parse';
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}
