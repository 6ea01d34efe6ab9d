import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A recorded answer of a real CLI. */
export function recorded(path: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures', path), 'utf8'));
}
