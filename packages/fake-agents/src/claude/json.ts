import type { Line } from './line.ts';

/** Whether a parsed value is an object with named fields. */
export function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field as an object; an empty one when it is anything else. */
export function objectAt(line: Line, key: string): Line {
  const value = line[key];
  return isLine(value) ? value : {};
}

/** A field as a text; `null` when it is anything else. */
export function textAt(line: Line, key: string): string | null {
  const value = line[key];
  return typeof value === 'string' ? value : null;
}

/** A field as a number; 0 when it is anything else. */
export function numberAt(line: Line, key: string): number {
  const value = line[key];
  return typeof value === 'number' ? value : 0;
}
