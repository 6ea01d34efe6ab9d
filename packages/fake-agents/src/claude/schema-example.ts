import { isLine } from './json.ts';

/** The smallest value that a plain JSON schema admits: enough for objects, lists, enums and the primitive types. */
export function exampleOf(schema: unknown): unknown {
  if (!isLine(schema)) return null;
  if ('const' in schema) return schema['const'];
  if ('default' in schema) return schema['default'];
  const { enum: choices, type, properties, required, items, minItems, minimum, minLength, anyOf, oneOf } = schema;
  if (Array.isArray(choices)) return choices[0];
  const choice = Array.isArray(anyOf) ? anyOf[0] : Array.isArray(oneOf) ? oneOf[0] : undefined;
  if (choice !== undefined) return exampleOf(choice);
  const kind: unknown = Array.isArray(type) ? type[0] : type;
  if (kind === 'object' || isLine(properties)) {
    const known = isLine(properties) ? properties : {};
    const names = Array.isArray(required) ? required.map(String) : [];
    return Object.fromEntries(names.map((name) => [name, exampleOf(known[name])]));
  }
  if (kind === 'array')
    return Array.from({ length: typeof minItems === 'number' ? minItems : 0 }, () => exampleOf(items));
  if (kind === 'number' || kind === 'integer') return typeof minimum === 'number' ? minimum : 0;
  if (kind === 'boolean') return false;
  if (kind === 'string') return 'x'.repeat(typeof minLength === 'number' ? minLength : 0);
  return null;
}
