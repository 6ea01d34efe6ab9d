import { type Instant, instantFromMs } from '@ccx/contracts';

/** A JSON object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | null {
  return isFields(value) ? value : null;
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The object that a line holds; `null` where it holds none, as half a line of an agent that was killed. */
export function parseFields(line: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return null;
  }
}

/** A count of tokens; `null` for anything that is none, or too large to be added up with others. */
export function tokensOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 1e12 ? value : null;
}

/** US dollars that a vendor wrote; `null` for what is no price, or too large to be added up with others. */
export function dollarsOf(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= 1e5 ? value : null;
}

/** When a vendor says that something was written; `null` for what is no time. */
export function instantOf(value: unknown): Instant | null {
  return typeof value === 'string' ? instantFromMs(Date.parse(value)) : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
