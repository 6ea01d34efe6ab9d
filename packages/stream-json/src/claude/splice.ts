import { isObject, type JsonObject, parseJson } from '../json-fields.ts';

const MARKER = '"rate_limit_event"';
/** The event's own `type` stands within its first fields; looking further back would only find other objects. */
const LOOK_BACK = 4;

/** A line that another object was written into: the object, and what is left of the line without it. */
export interface Splice {
  readonly event: JsonObject;
  readonly rest: string;
}

/**
 * Finds a `rate_limit_event` object inside a line that is not JSON because of it: two writers shared one pipe (CLI
 * report 49640, Claude Code 2.1.74). A quoted one does not match, its quotes are escaped.
 */
export function findSplice(line: string): Splice | null {
  const marker = line.indexOf(MARKER);
  if (marker === -1) return null;
  let start = marker;
  for (let tries = 0; tries < LOOK_BACK; tries++) {
    start = line.lastIndexOf('{', start - 1);
    if (start === -1) return null;
    const end = endOfObject(line, start);
    const event = end === -1 ? undefined : parseJson(line.slice(start, end));
    if (isObject(event) && event['type'] === 'rate_limit_event') {
      return { event, rest: line.slice(0, start) + line.slice(end).replace(/^\r?\n/, '') };
    }
    if (start === 0) return null;
  }
  return null;
}

/** Just behind the brace that closes the object that opens at `start`, -1 where none does. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return -1;
}
