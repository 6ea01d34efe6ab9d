import { CcxError } from '@ccx/contracts';

/** What a column of the queue holds as JSON. */
export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CcxError('internal', 'The queue holds a text that is no JSON where JSON is expected.', { cause });
  }
}

/** `undefined` is written as `null`; `null` is given for what JSON cannot say: a cycle, a bigint. */
export function toJson(value: unknown): string | null {
  try {
    return JSON.stringify(value ?? null) ?? null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
