import { createScanner, type Node, type SyntaxKind } from 'jsonc-parser';
import type { Settings } from './settings.ts';

/** As Claude Code writes its settings. */
const INDENT = '  ';
// The library's own names for them are a const enum, which is gone where types are stripped.
const COMMA: SyntaxKind = 5;
const LINE_BREAK: SyntaxKind = 14;
/** Comments, line breaks and space. */
const TRIVIA: ReadonlySet<SyntaxKind> = new Set<SyntaxKind>([12, 13, LINE_BREAK, 15]);

/**
 * Settings with this command as their status line. Nothing is changed that need not be: order, comments, indentation,
 * line ends and the other fields of `statusLine` stay.
 */
export function withCommand({ text, root, entries, commandValue }: Settings, command: string): string {
  if (commandValue !== null) return put(text, [commandValue.offset, endOf(commandValue)], JSON.stringify(command));
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const block = `${eol}${INDENT}${entryText(command, INDENT, eol)}`;
  if (root === null) return `${text}{${block}${eol}}${eol}`;
  const last = entries.at(-1);
  if (last === undefined) {
    const inside = text.slice(root.offset + 1, endOf(root) - 1);
    return put(text, root.offset + 1, inside.includes('\n') ? block : `${block}${eol}`);
  }
  const { comma, lineEnd } = behind(text, last);
  const start = lineStart(text, last);
  const gap = start === null ? ' ' : text.slice(start, last.offset);
  const entry = `${gap}${entryText(command, start === null ? null : gap.replace(/^\r?\n/, ''), eol)}`;
  // What stands behind the last entry in its line, as a comment does, stays behind it.
  const at = start === null ? (comma ?? endOf(last)) : lineEnd;
  if (comma !== null) return put(text, at, `${entry},`);
  return put(put(text, at, entry), endOf(last), ',');
}

/** Settings without a status line: what {@link withCommand} has put there is gone. */
export function withoutStatusLine({ text, entries, statusLine }: Settings): string {
  if (statusLine === null) return text;
  const { comma } = behind(text, statusLine);
  const end = comma ?? endOf(statusLine);
  const rest = put(text, [startOf(text, statusLine, end), end], '');
  const before = entries.at(-2);
  if (comma !== null || before === undefined) return rest;
  // It was the last one, so that the comma behind the one before it is one too many.
  const left = behind(text, before).comma;
  return left === null ? rest : put(rest, [left - 1, left], '');
}

function entryText(command: string, indent: string | null, eol: string): string {
  const fields = [`"type": "command"`, `"command": ${JSON.stringify(command)}`];
  if (indent === null) return `"statusLine": { ${fields.join(', ')} }`;
  const unit = indent === '' ? INDENT : indent;
  return `"statusLine": {${fields.map((field) => `${eol}${indent}${unit}${field}`).join(',')}${eol}${indent}}`;
}

/** Where the comma behind an entry ends, `null` without one; and where the line ends in which that is. */
function behind(text: string, entry: Node): { readonly comma: number | null; readonly lineEnd: number } {
  const scanner = createScanner(text, false);
  scanner.setPosition(endOf(entry));
  let comma: number | null = null;
  let lineEnd: number | null = null;
  for (let kind = scanner.scan(); TRIVIA.has(kind) || (kind === COMMA && comma === null); kind = scanner.scan()) {
    if (kind === COMMA) {
      comma = scanner.getPosition();
      lineEnd = null;
    } else if (kind === LINE_BREAK) {
      lineEnd ??= scanner.getTokenOffset();
    }
  }
  return { comma, lineEnd: lineEnd ?? comma ?? endOf(entry) };
}

/** The line break before an entry that begins its line; `null` for one that does not. */
function lineStart(text: string, { offset }: Node): number | null {
  const found = /\r?\n[ \t]*$/.exec(text.slice(0, offset));
  return found === null ? null : found.index;
}

/** Where what goes with an entry begins: with its line, where it has that for itself, else with a space before it. */
function startOf(text: string, entry: Node, end: number): number {
  const start = lineStart(text, entry);
  if (start !== null) {
    // What follows in the same line must not come behind a comment of the line before.
    const commented = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).includes('//');
    return commented && !/^\r?\n/.test(text.slice(end, end + 2)) ? entry.offset : start;
  }
  return entry.offset - (text[entry.offset - 1] === ' ' ? 1 : 0);
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

/** The text with `by` in the place of what stands there, or inserted there. */
function put(text: string, at: number | readonly [number, number], by: string): string {
  const [from, to] = typeof at === 'number' ? [at, at] : at;
  return text.slice(0, from) + by + text.slice(to);
}
