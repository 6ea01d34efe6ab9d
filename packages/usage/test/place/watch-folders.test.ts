import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchFolders, type WatchedFolders } from '../../src/index.ts';

const NEVER = 60_000;
let temp: TempHome;
let watching: WatchedFolders;
beforeEach(async () => {
  temp = await createTempHome();
  watching = watchFolders();
});
afterEach(async () => {
  watching.stop();
  await temp.remove();
});

function changed(atMostMs = NEVER, signal = new AbortController().signal): Promise<void> {
  return watching.changed(atMostMs, signal);
}

test('a change of a file wakes who waits for one', async () => {
  watching.follow([temp.cwd]);
  const waiting = changed();
  writeFileSync(join(temp.cwd, 'a'), '1');
  await expect(waiting).resolves.toBeUndefined();
});

test('a change that came before anybody waited is told once', async () => {
  const witness = watchFolders();
  for (const one of [watching, witness]) one.follow([temp.cwd]);
  const seen = witness.changed(NEVER, new AbortController().signal);
  writeFileSync(join(temp.cwd, 'a'), '1');
  await seen;
  witness.stop();
  await expect(changed()).resolves.toBeUndefined();
});

test('folders that are new are watched when they are named, and one that is gone does no harm', async () => {
  watching.follow([temp.cwd, join(temp.cwd, 'not-there')]);
  const folder = join(temp.cwd, 'sub');
  mkdirSync(folder);
  await changed();
  watching.follow([folder]);
  const waiting = changed();
  writeFileSync(join(folder, 'a'), '1');
  await expect(waiting).resolves.toBeUndefined();
});

test('without a change it is over after the longest time', async () => {
  await expect(changed(1)).resolves.toBeUndefined();
});

test('an abort ends the waiting, also one that came before', async () => {
  const aborting = new AbortController();
  const waiting = changed(NEVER, aborting.signal);
  aborting.abort(new Error('stop'));
  await expect(waiting).rejects.toThrow('stop');
  await expect(changed(NEVER, aborting.signal)).rejects.toThrow('stop');
});
