/** A JSON object from outside: nothing about its fields is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key, `null` where there is none. */
export function objectIn(from: JsonObject, key: string): JsonObject | null {
  const value = from[key];
  return isObject(value) ? value : null;
}

/** The text under a key, `null` where there is none. */
export function textIn(from: JsonObject, key: string): string | null {
  const value = from[key];
  return typeof value === 'string' ? value : null;
}

/** The finite number under a key, `null` where there is none. */
export function numberIn(from: JsonObject, key: string): number | null {
  const value = from[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The list under a key, empty where there is none. */
export function listIn(from: JsonObject, key: string): readonly unknown[] {
  const value: unknown = from[key];
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
