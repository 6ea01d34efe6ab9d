import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from '@ccx/testkit';
import { afterEach, expect, test } from 'vitest';
import type { Store } from '../../src/index.ts';
import { ada, always } from '../records.ts';
import { opened, tempPath, total } from '../store-support.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function recording(path: string, file: string, last: number): ChildProcess {
  const main = join(import.meta.dirname, 'record-calls.ts');
  const child = spawn(process.execPath, ['--conditions=@ccx/source', main, path, file, String(last)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  return child;
}

const done = (store: Store, file: string): number => Number(store.cursor(file) ?? 0);

test('processes scan, record and query at once: nothing is lost, and nothing counted twice', async () => {
  const path = tempPath();
  const files = ['/a', '/b', '/c'];
  const exits = files.map((file) => once(recording(path, file, 60), 'exit'));
  const store = opened(path);
  let before = 0;
  await until(
    () => {
      const { calls } = total(store);
      expect(calls).toBeGreaterThanOrEqual(before);
      before = calls;
      return files.every((file) => done(store, file) === 60);
    },
    { what: 'every process to have scanned all' },
  );
  expect(await Promise.all(exits)).toEqual(files.map(() => [0, null]));
  expect(total(store)).toEqual({ tokens: 2400, calls: 240, archived: 0 });
  expect(store.countTurns(ada, always)).toBe(180);
  expect(store.skippedLines()).toEqual({ malformed: 180 });
  expect(store.querySessions({}).map(({ compactCount }) => compactCount)).toEqual([180]);
});

test('a process that is killed at any moment leaves what its cursor says, and the next one goes on there', async () => {
  const path = tempPath();
  const store = opened(path);
  for (let round = 0; round < 6; round++) {
    const start = done(store, '/a');
    const child = recording(path, '/a', Number.MAX_SAFE_INTEGER);
    // Somewhere within a commit: as soon as another process sees the one before it.
    await until(() => done(store, '/a') > start + round, { pollMs: 1, what: 'the process to get on' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const after = done(store, '/a');
    expect(total(store)).toEqual({ tokens: after * 20, calls: after * 2, archived: 0 });
    expect(store.countTurns(ada, always)).toBe(after);
    expect(store.skippedLines()).toEqual({ malformed: after });
  }
  const last = done(store, '/a') + 3;
  expect(await once(recording(path, '/a', last), 'exit')).toEqual([0, null]);
  expect(total(store).calls).toBe(last * 2);
});
