import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from '../../src/pty/rendered-screen.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/pty');

/** A recorded screen, by `agent/name`. */
export function recorded(name: string): Frame {
  return frameOf(readFileSync(join(FIXTURES, `${name}.txt`), 'utf8'));
}

export function frameOf(text: string): Frame {
  return { rows: text.split('\n'), text };
}

/** The first bytes of a terminal, by `agent/name`. */
export function recordedBytes(name: string, count: number): string {
  return readFileSync(join(FIXTURES, `${name}.ansi`))
    .subarray(0, count)
    .toString('utf8');
}
