import { isLine } from '../../claude/json.ts';
import type { Line } from '../../claude/line.ts';
import { Refusal } from './connection.ts';

/** The parameters of a call, or the refusal in the words of the server's deserializer. */
export function readParams(
  message: Line,
  { struct, optional }: { readonly struct: string; readonly optional: boolean },
): Line {
  const { params } = message;
  if (isLine(params)) return params;
  if (params === undefined || params === null) {
    if (optional) return {};
    throw new Refusal('Invalid request: missing field `params`');
  }
  throw new Refusal(`Invalid request: invalid type: ${described(params)}, expected struct ${struct}`);
}

/** A text; `null` where it may be missing and is. */
export function optionalText(params: Line, key: string): string | null {
  const value = params[key];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw new Refusal(`Invalid request: invalid type: ${described(value)}, expected a string`);
}

export function neededText(params: Line, key: string): string {
  if (params[key] === undefined) throw new Refusal(`Invalid request: missing field \`${key}\``);
  const value = optionalText(params, key);
  if (value === null) throw new Refusal('Invalid request: invalid type: null, expected a string');
  return value;
}

function described(value: unknown): string {
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value === 'number') return `${Number.isInteger(value) ? 'integer' : 'floating point'} \`${value}\``;
  return Array.isArray(value) ? 'sequence' : 'map';
}
