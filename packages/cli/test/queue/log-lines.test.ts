import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { logLines } from '../../src/commands/queue/log-lines.ts';

const signal = new AbortController().signal;

function aFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ccx-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'run.log');
  writeFileSync(path, text);
  return path;
}

test('a log is read as its lines, however long they are', async () => {
  const path = aFile('');
  const line = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\n'));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.nat(200_000), async (lines, many) => {
      const all = [...lines, 'ä'.repeat(many), 'end'];
      writeFileSync(path, all.join('\n'));
      const seen: string[] = [];
      for await (const one of logLines(path, async () => false, signal)) seen.push(one);
      expect(seen).toEqual(all);
    }),
    { numRuns: 20 },
  );
});

test('what is added is read until nothing more can come, the last words too', async () => {
  const path = aFile('one\ntw');
  const seen: string[] = [];
  const more = ['o\n', 'three\n', null];
  const goesOn = async (): Promise<boolean> => {
    const next = more.shift() ?? null;
    appendFileSync(path, next ?? 'four');
    return next !== null;
  };
  for await (const line of logLines(path, goesOn, signal)) seen.push(line);
  expect(seen).toEqual(['one', 'two', 'three', 'four']);
});
