import { type Fields, fieldsOf } from '../fields.ts';
import type { Rule } from './rule.ts';

/** Makes the error for a key with a wrong value. */
export type Complain = (key: string, found: string, expected: string) => Error;

/** A table that is read key by key; what nobody read is not known. */
export interface Table {
  /** `undefined` where the key is absent. */
  read<T>(key: string, rule: Rule<T>): T | undefined;
  unread(): readonly string[];
}

export function openTable(fields: Fields, complain: Complain): Table {
  const read = new Set<string>();
  return {
    read(key, rule) {
      read.add(key);
      const found = fields[key];
      if (found === undefined) return undefined;
      const value = rule.read(found);
      if (value === null) throw complain(key, shown(found), rule.expected);
      return value;
    },
    unread: () => Object.keys(fields).filter((key) => !read.has(key)),
  };
}

/** The tables of `[[key]]`; `null` where the key holds something else. */
export function tablesOf(value: unknown): readonly Fields[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return null;
  const tables = value.map(fieldsOf).filter((table) => table !== null);
  return tables.length === value.length ? tables : null;
}

/** A value for a message: cut short, on one line. */
export function shown(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a table';
  const text =
    typeof value === 'bigint' || typeof value === 'number' ? value.toString() : (JSON.stringify(value) ?? 'nothing');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
