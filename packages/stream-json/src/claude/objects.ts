import { isObject, type JsonObject, parseJson } from '../json-fields.ts';
import { findSplice } from './splice.ts';

/**
 * The objects of a line that was read before, in order: one, the elements of the array that `--output-format json
 * --verbose` prints, or two where one was written into the other.
 */
export function objectsOf(raw: string): readonly JsonObject[] {
  const value = parseJson(raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw);
  if (Array.isArray(value)) return value.filter(isObject);
  if (isObject(value)) return [value];
  const splice = value === undefined ? findSplice(raw) : null;
  if (splice === null) return [];
  const rest = parseJson(splice.rest);
  return isObject(rest) ? [splice.event, rest] : [splice.event];
}
