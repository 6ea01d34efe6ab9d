/** A JSON object from outside: nothing about its fields is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The value where it is an object, else `null`. These take the value and not the object and its key, because a field that
 * is read at one place is found several times faster than a key that a helper looks up for all.
 */
export function asObject(value: unknown): JsonObject | null {
  return isObject(value) ? value : null;
}

/** The value where it is a text, else `null`. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The value where it is a finite number, else `null`. */
export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The value where it is a list, else an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text as JSON, `undefined` where it is none: JSON has no `undefined`, so nothing is mixed up. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
