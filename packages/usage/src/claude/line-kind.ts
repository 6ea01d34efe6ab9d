import { afterName, afterValue, COMMA, fieldTable, isAt, OPEN, slotOf } from './json-walk.ts';

/** What a line may hold beside calls: `maybe` is for lines that must be parsed to know. */
export type LineKind = 'maybe' | 'other' | 'malformed' | 'blank';

const FIELDS = fieldTable(['type', 'message']);
const TYPES = ['"user"', '"cost-state"'].map((text) => Buffer.from(text));
const USER = Buffer.from('{"role":"user","content":[');
const TOOL_RESULTS = ['{"tool_use_id":', '{"type":"tool_result"'].map((text) => Buffer.from(text));

/**
 * Looks at the begin of a line for what is neither a prompt nor a session's sum: results of tools are most of a
 * transcript, and are known by their first bytes (Claude Code 2.1.329, and every version since 1.0).
 */
export function lineKind(bytes: Buffer, start: number, end: number): LineKind {
  let [from, to] = [start, end];
  while (from < to && isSpace(bytes[from])) from += 1;
  while (to > from && isSpace(bytes[to - 1])) to -= 1;
  if (from === to) return 'blank';
  if (bytes[from] !== OPEN || bytes[to - 1] !== 0x7d) return 'malformed';

  for (let i = from + 1; ;) {
    // Whatever is written in another way than by the agent itself is left to a full parse.
    const nameEnd = afterName(bytes, i);
    if (nameEnd < 0) return 'maybe';
    const slot = slotOf(FIELDS, bytes, i + 1, nameEnd - 1);
    const at = nameEnd + 1;
    if (slot === 0)
      return TYPES.some((text) => isAt(bytes, at, text)) && !isToolResult(bytes, at, to) ? 'maybe' : 'other';
    if (slot === 1 && isToolResultMessage(bytes, at)) return 'other';
    i = afterValue(bytes, at) + 1;
    if (i === 0 || bytes[i - 1] !== COMMA) return 'maybe';
  }
}

/** Whether the message right after `"type":"user"` is the result of a tool. */
function isToolResult(bytes: Buffer, type: number, to: number): boolean {
  const message = bytes.indexOf(MESSAGE, type);
  return message > 0 && message < Math.min(to, type + 16) && isToolResultMessage(bytes, message + MESSAGE.length);
}

const MESSAGE = Buffer.from(',"message":');

function isToolResultMessage(bytes: Buffer, at: number): boolean {
  return isAt(bytes, at, USER) && TOOL_RESULTS.some((text) => isAt(bytes, at + USER.length, text));
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}
