import { isDeepStrictEqual } from 'node:util';
import { CcxError } from '@ccx/contracts';
import * as patcher from '@decimalturn/toml-patch';
import { parse, stringify } from 'smol-toml';
import { tomlBlocks } from './toml-blocks.ts';

/** What ccx writes into `profiles.toml`. */
export type TomlValue = string | number | boolean | readonly string[];

/** Keys and values of a table; `null` takes a key away. */
export type Values = Readonly<Record<string, TomlValue | null>>;

type Tables = 'profile' | 'binding';

/** One change of an array of tables, by a table's place in it. */
export type TomlEdit =
  | { readonly kind: 'append'; readonly tables: Tables; readonly values: Readonly<Record<string, TomlValue>> }
  | {
      readonly kind: 'change';
      readonly tables: Tables;
      readonly index: number;
      readonly values: Values;
    }
  | { readonly kind: 'remove'; readonly tables: Tables; readonly index: number };

/** Numbers that JavaScript cannot hold stay what they are. */
const EXACT = { integersAsBigInt: 'asNeeded' } as const;

/**
 * The text with these edits made, one after the other, and everything else as it was: comments, order, line endings,
 * keys that nobody knows. Each edit is read again, and only a text that says exactly what was meant is taken.
 *
 * Tables come and go as text, and keys are patched in the lines of their own table alone: given the whole document,
 * toml-patch 3.3.0 puts a new key below the comment of the table after it, and drops sub-tables beside one that is removed.
 *
 * @throws {CcxError} `internal` where no way was found; the text must stay as it is then
 */
export function editToml(text: string, edits: readonly TomlEdit[]): string {
  return edits.reduce((before, edit) => {
    const meant = parse(before, EXACT);
    applyTo(meant, edit);
    for (const way of [inItsLines, inTheWhole]) {
      const after = attempt(() => way(before, edit));
      if (after !== null && says(after, meant)) return after;
    }
    throw new CcxError('internal', `A [[${edit.tables}]] table could not be edited without touching others.`, {
      hint: 'Make the change by hand, or write the tables in the usual form: a header, then its keys.',
    });
  }, text);
}

/** For the form in which ccx writes: a header, and keys below it. */
function inItsLines(text: string, edit: TomlEdit): string | null {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (edit.kind === 'append') {
    const table = stringify({ [edit.tables]: [edit.values] }).trim();
    const gap = text.trim() === '' || /\n\s*\n$/.test(text) ? '' : text.endsWith('\n') ? newline : newline.repeat(2);
    return `${text}${gap}${table.replaceAll('\n', newline)}${newline}`;
  }
  const parses = (part: string): boolean => attempt(() => parse(part, EXACT)) !== null;
  const block = tomlBlocks(text, edit.tables, parses)[edit.index];
  if (block === undefined) return null;
  if (edit.kind === 'remove') {
    const [before, after] = [text.slice(0, block.start), text.slice(block.end)];
    return after === '' && before.trim() !== '' ? `${before.trimEnd()}${newline}` : before + after;
  }
  const body = text.slice(block.bodyStart, block.bodyEnd);
  const table: unknown = patcher.parse(body, EXACT);
  put(table, edit.values);
  return text.slice(0, block.bodyStart) + patcher.patch(body, table) + text.slice(block.bodyEnd);
}

/** For other forms, as a list of inline tables. */
function inTheWhole(text: string, edit: TomlEdit): string | null {
  const document: unknown = patcher.parse(text, EXACT);
  if (!isTable(document)) return null;
  applyTo(document, edit);
  return patcher.patch(text, document);
}

function applyTo(document: Record<string, unknown>, edit: TomlEdit): void {
  const known = document[edit.tables];
  const tables: unknown[] = Array.isArray(known) ? known : [];
  if (edit.kind === 'append') tables.push(parse(stringify(edit.values), EXACT));
  else if (edit.kind === 'remove') tables.splice(edit.index, 1);
  else put(tables[edit.index], edit.values);
  if (tables.length === 0) delete document[edit.tables];
  else document[edit.tables] = tables;
}

function put(table: unknown, values: Values): void {
  if (!isTable(table)) return;
  for (const [key, value] of Object.entries(values)) {
    if (value === null) delete table[key];
    else table[key] = typeof value === 'object' ? [...value] : value;
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function says(text: string, meant: unknown): boolean {
  const document = attempt(() => parse(text, EXACT));
  return isDeepStrictEqual(document, meant);
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
