import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { headOf, tellTail } from '../src/file-ends.ts';

async function file(...lines: readonly string[]): Promise<string> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  const path = join(home.home, 'history.jsonl');
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

const words = (lines: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] => lines.map(({ say }) => say);
const FILLER = JSON.stringify({ fill: 'x'.repeat(1000) });

test('the tail of a file holds no half line, neither where it begins nor where it ends', async () => {
  const path = await file('{"say":1}', ...Array<string>(300).fill(FILLER), '{"say":2}');
  appendFileSync(path, '{"say":3');
  const told = tellTail(path, words);
  expect(told?.filter((word) => word !== undefined)).toEqual([2]);
  expect(told?.length).toBeLessThan(300);
});

test('a tail that says nothing grows until it says something', async () => {
  const path = await file('{"say":1}', ...Array<string>(3000).fill(FILLER));
  const asked: number[] = [];
  const told = tellTail(path, (lines) => {
    asked.push(lines.length);
    return words(lines).find((word) => word !== undefined) ?? null;
  });
  expect(told).toBe(1);
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.at(-1)).toBe(3001);
});

test('a tail that never says anything is nothing', async () => {
  expect(tellTail(await file(FILLER), () => null)).toBeNull();
  expect(tellTail(await file(), () => null)).toBeNull();
});

test('a head is read to its end, however long it is', async () => {
  const path = await file(JSON.stringify({ say: 'x'.repeat(100_000) }), '{"say":2}');
  expect(headOf(path)?.['say']).toHaveLength(100_000);
});

test('what is no head is none', async () => {
  const path = await file();
  appendFileSync(path, '{"say":1}');
  expect(headOf(path)).toBeNull();
  expect(headOf(await file('[1]'))).toBeNull();
});

test('a file that is not there, or is none, is nothing', async () => {
  const path = await file();
  mkdirSync(`${path}.d`);
  for (const one of [`${path}.none`, `${path}.d`]) expect([headOf(one), tellTail(one, words)]).toEqual([null, null]);
});
