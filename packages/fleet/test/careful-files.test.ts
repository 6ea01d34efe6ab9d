import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { readText, statsOf } from '../src/careful-files.ts';
import { headOf, tellTail } from '../src/file-ends.ts';
import { createScanMemory } from '../src/scan-memory.ts';

async function folder(): Promise<string> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  return home.home;
}

test('a pipe, a device, a folder or a circle of links is no text, and is never waited for', async () => {
  const home = await folder();
  const [pipe, loop, device] = ['pipe', 'loop', 'device'].map((name) => join(home, name));
  execFileSync('mkfifo', [pipe ?? '']);
  symlinkSync(loop ?? '', loop ?? '');
  symlinkSync('/dev/zero', device ?? '');
  mkdirSync(join(home, 'folder'));
  for (const name of ['pipe', 'loop', 'device', 'folder', 'none', 'a\0b']) {
    const path = join(home, name);
    expect([readText(path), headOf(path), tellTail(path, () => 1)]).toEqual([null, null, null]);
  }
});

test('a text is read whole, and no further than a mebibyte', async () => {
  const path = join(await folder(), 'text');
  writeFileSync(path, 'ä'.repeat(100_000));
  expect(readText(path)).toBe('ä'.repeat(100_000));
  writeFileSync(path, 'x'.repeat(3_000_000));
  expect(readText(path)).toHaveLength(1024 * 1024);
});

test('a path that leads nowhere has no stats, and what is remembered of it is nothing', async () => {
  const home = await folder();
  const loop = join(home, 'loop');
  symlinkSync(loop, loop);
  expect([statsOf(loop), statsOf(join(home, 'none')), statsOf('a\0b')]).toEqual([null, null, null]);
  expect(createScanMemory().read(loop, () => 1)).toBeNull();
});
