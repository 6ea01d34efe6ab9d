import { relative } from 'node:path';
import { printableLine } from '../render/printable.ts';

/** The fields in which agents name what a tool works on, the most telling first. */
const SUBJECT_FIELDS = [
  'file_path',
  'notebook_path',
  'path',
  'absolute_path',
  'command',
  'pattern',
  'query',
  'url',
  'description',
  'prompt',
] as const;

export interface ToolSubject {
  readonly text: string;
  /** Lines added and removed, where the input shows them. */
  readonly change: { readonly added: number; readonly removed: number } | null;
}

/** What a tool call is about, on one line: a path relative to `cwd`, a command, a pattern. */
export function toolSubject(input: unknown, cwd: string): ToolSubject {
  if (typeof input !== 'object' || input === null) return { text: '', change: null };
  const fields: Readonly<Record<string, unknown>> = { ...input };
  const changed = changedPaths(fields['changes']);
  if (changed.length > 0) return { text: changed.map((path) => subject(path, cwd)).join(' '), change: null };
  const name = SUBJECT_FIELDS.find((field) => typeof fields[field] === 'string' && fields[field] !== '');
  return { text: name === undefined ? '' : subject(String(fields[name]), cwd), change: lineChange(fields) };
}

/** Of a patch over several files. */
function changedPaths(changes: unknown): readonly string[] {
  if (!Array.isArray(changes)) return [];
  return changes.flatMap((change: unknown) =>
    typeof change === 'object' && change !== null && 'path' in change && typeof change.path === 'string'
      ? [change.path]
      : [],
  );
}

function subject(text: string, cwd: string): string {
  const value = printableLine(text);
  return value.startsWith('/') && !value.includes(' ') ? nearest(value, cwd) : value;
}

function nearest(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near !== '' && !near.startsWith('..') ? near : path;
}

function lineChange(fields: Readonly<Record<string, unknown>>): ToolSubject['change'] {
  const { old_string: before, new_string: after } = fields;
  if (typeof before !== 'string' || typeof after !== 'string') return null;
  return { added: lines(after), removed: lines(before) };
}

function lines(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}
