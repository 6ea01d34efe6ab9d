import { CcxError } from '@ccx/contracts';
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';

const KEY = 'statusLine';

/** A settings file of Claude Code as text, with what the editor must know of it. */
export interface Settings {
  readonly text: string;
  /** The outermost object; `null` in an empty file. */
  readonly root: Node | null;
  /** Its entries in their order. */
  readonly entries: readonly Node[];
  /** The entry of the status line. */
  readonly statusLine: Node | null;
  /** The text of its command, with the quotes. */
  readonly commandValue: Node | null;
  readonly command: string | null;
  /** Without comments and trailing commas. Claude Code 2.1.329 skips the whole file where it has some (2026-11-21). */
  readonly isStrict: boolean;
}

/**
 * Reads settings, with comments and trailing commas.
 *
 * @throws {CcxError} `invalid_config` where they are broken, or where the status line is no command
 */
export function parseSettings(bytes: Buffer, path: string): Settings {
  const text = decoded(bytes, path);
  const nothing = {
    text,
    root: null,
    entries: [],
    statusLine: null,
    commandValue: null,
    command: null,
    isStrict: true,
  };
  if (text.trim() === '') return nothing;
  const errors: ParseError[] = [];
  // A byte order mark is no JSON, but editors write it; the offsets stay.
  const root = parseTree(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw refusal(`"${path}" is no valid JSON: ${printParseErrorCode(error.error)} in line ${line}.`);
  }
  if (root?.type !== 'object') throw refusal(`"${path}" holds no JSON object.`);
  const entries = root.children ?? [];
  const named = entries.filter((entry) => entry.children?.[0]?.value === KEY);
  if (named.length > 1) throw refusal(`"${path}" names "${KEY}" ${named.length} times.`);
  const [statusLine = null] = named;
  const isStrict = isStrictJson(text);
  if (statusLine === null) return { ...nothing, root, entries, isStrict };
  const fields = statusLine.children?.[1]?.children ?? [];
  const commandValue = fields.find((field) => field.children?.[0]?.value === 'command')?.children?.[1] ?? null;
  const command: unknown = commandValue?.value;
  if (typeof command !== 'string') throw refusal(`"${KEY}" in "${path}" has no command.`);
  return { text, root, entries, statusLine, commandValue, command, isStrict };
}

function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}

function decoded(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refusal(`"${path}" is not UTF-8.`);
  }
}

function refusal(message: string): CcxError {
  return new CcxError('invalid_config', message, { hint: 'Mend it first; nothing was changed.' });
}
