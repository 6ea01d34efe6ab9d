import { mkdtempSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createScanMemory } from '../src/scan-memory.ts';

/** A file, and how often it was read. */
function openFile(): { readonly path: string; readonly reads: () => number; readonly read: () => string } {
  const folder = mkdtempSync(join(tmpdir(), 'ccx-memory-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'a.json');
  let reads = 0;
  return {
    path,
    reads: () => reads,
    read: () => {
      reads += 1;
      return `reading ${reads}`;
    },
  };
}

const settle = (path: string, second: number): void => utimesSync(path, second, second);

test('a file that rests is read once, and again when it has changed', () => {
  const { path, read, reads } = openFile();
  const memory = createScanMemory();
  writeFileSync(path, 'a');
  settle(path, 1000);
  expect([memory.read(path, read), memory.read(path, read)]).toEqual(['reading 1', 'reading 1']);
  writeFileSync(path, 'b');
  settle(path, 2000);
  expect(memory.read(path, read)).toBe('reading 2');
  expect(reads()).toBe(2);
});

test('a file that was just written is read each time: it may change in the same moment again', () => {
  const { path, read, reads } = openFile();
  const memory = createScanMemory();
  writeFileSync(path, 'a');
  memory.read(path, read);
  memory.read(path, read);
  expect(reads()).toBe(2);
});

test('a file that is gone is nothing, and is read anew when it is back', () => {
  const { path, read } = openFile();
  const memory = createScanMemory();
  expect(memory.read(path, read)).toBeNull();
  writeFileSync(path, 'a');
  settle(path, 1000);
  expect(memory.read(path, read)).toBe('reading 1');
  unlinkSync(path);
  expect(memory.read(path, read)).toBeNull();
});

test('what never changes is asked for until there is an answer', () => {
  const memory = createScanMemory();
  const answers = [null, 'yes', 'no'];
  const ask = (): string | null => answers.shift() ?? null;
  expect([memory.once('key', ask), memory.once('key', ask), memory.once('key', ask)]).toEqual([null, 'yes', 'yes']);
});
