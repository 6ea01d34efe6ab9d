import { type Instant, instantFromMs } from '@ccx/contracts';

/** A JSON object of which nothing is known. `@ccx/usage` reads lines in the same way. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | null {
  return isFields(value) ? value : null;
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The object that a line holds; `null` where it holds none, as half a line that is being written. */
export function parseFields(line: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return null;
  }
}

/** When a vendor says that something was written; `null` for what is no time. */
export function instantOf(value: unknown): Instant | null {
  return typeof value === 'string' ? instantFromMs(Date.parse(value)) : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
