import { instantFromMs, type Instant } from '@ccx/contracts';

/** An object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object in a JSON text; `null` for anything else, torn text included. */
export function parseFields(text: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}

export function fieldsOf(value: unknown): Fields | null {
  return isFields(value) ? value : null;
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A finite number from 0 on. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** The instant of a vendor's stamp in ISO form. */
export function instantOf(value: unknown): Instant | null {
  return typeof value === 'string' ? instantFromMs(Date.parse(value)) : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
