import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { install, installing, readState, uninstall, uninstalling } from '../../src/statusline/installation.ts';
import { anySettings, FORMS } from './settings-forms.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ccx-settings-'));
  path = join(dir, 'settings.json');
});
afterEach(async () => rm(dir, { recursive: true }));

async function putIn(format: string | null = null, program: readonly string[] = ['ccx']): Promise<void> {
  const state = await readState(path);
  const change = installing(state, { program, format });
  if (change !== null) await install(change, state, path);
}
async function takeOut(): Promise<void> {
  const change = await uninstalling(await readState(path), path);
  if (change !== null) await uninstall(change, path);
}

describe.each(Object.entries(FORMS))('settings with %s', (_, text) => {
  test('are what they were to the byte once ccx is out again, and nothing lies beside them', async () => {
    await writeFile(path, text);
    await putIn();
    expect((await readState(path)).own).toMatchObject({ program: ['ccx'] });
    expect(await readFile(`${path}.before-ccx`, 'utf8')).toBe(text);
    await takeOut();
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(dir)).toEqual(['settings.json']);
  });
});

test('any settings are what they were to the byte', async () => {
  await fc.assert(
    fc.asyncProperty(anySettings, async (text) => {
      await writeFile(path, text);
      await putIn('{model}', ['/usr/bin/node', "/home/o'neil/cli/dist/bin.js"]);
      await putIn();
      expect((await readState(path)).own).not.toBeNull();
      await takeOut();
      expect(await readFile(path, 'utf8')).toBe(text);
    }),
    { numRuns: 60 },
  );
});

test('where there are no settings some are made, and go again', async () => {
  await putIn();
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
    statusLine: { type: 'command', command: 'ccx statusline' },
  });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await takeOut();
  expect(await readdir(dir)).toEqual([]);
});

test('a link stays a link, and the file behind it keeps its mode', async () => {
  await mkdir(join(dir, 'dotfiles'));
  await writeFile(join(dir, 'dotfiles/claude.json'), '{}\n', { mode: 0o644 });
  await symlink('dotfiles/claude.json', path);
  await putIn();
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
  expect(await readlink(path)).toBe('dotfiles/claude.json');
  expect((await stat(path)).mode & 0o777).toBe(0o644);
  expect(await readdir(join(dir, 'dotfiles'))).toEqual(['claude.json']);
  expect(await readFile(join(dir, 'dotfiles/claude.json'), 'utf8')).toContain('ccx statusline');
  await takeOut();
  expect(await readFile(join(dir, 'dotfiles/claude.json'), 'utf8')).toBe('{}\n');
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
});

test('a link to nowhere is refused', async () => {
  await symlink('gone.json', path);
  await expect(readState(path)).rejects.toMatchObject({ code: 'invalid_config' });
});

test('a config dir that is not there is said to be missing', async () => {
  path = join(dir, 'none/settings.json');
  await expect(readState(path)).rejects.toMatchObject({ code: 'not_found' });
});

test('what a person changed in between stays', async () => {
  await writeFile(path, '{\n  "statusLine": { "type": "command", "command": "mine" }\n}\n');
  await putIn();
  await writeFile(path, (await readFile(path, 'utf8')).replace('{\n', '{\n  "model": "opus", // new\n'));
  await takeOut();
  expect(await readFile(path, 'utf8')).toBe(
    '{\n  "model": "opus", // new\n  "statusLine": { "type": "command", "command": "mine" }\n}\n',
  );
  expect(await readdir(dir)).toEqual(['settings.json']);
});

test('without the backup the status line of before comes back too', async () => {
  await writeFile(path, '{\n  "statusLine": { "type": "command", "command": "mine" }\n}\n');
  await putIn();
  await rm(`${path}.before-ccx`);
  await takeOut();
  expect(await readFile(path, 'utf8')).toBe('{\n  "statusLine": { "type": "command", "command": "mine" }\n}\n');
});

test('installed twice it is there once, and the backup is that of before the first time', async () => {
  await writeFile(path, '{ "statusLine": { "type": "command", "command": "mine" } }');
  await putIn();
  await putIn('{model}');
  const { own } = await readState(path);
  expect(own).toEqual({ program: ['ccx'], tee: 'mine', format: '{model}' });
  expect(installing(await readState(path), { program: ['ccx'], format: null })).toBeNull();
  await takeOut();
  expect(await readFile(path, 'utf8')).toBe('{ "statusLine": { "type": "command", "command": "mine" } }');
});

test('a change that another program makes meanwhile is not overwritten', async () => {
  await writeFile(path, '{}');
  const state = await readState(path);
  const change = installing(state, { program: ['ccx'], format: null });
  await writeFile(path, '{"model":"opus"}');
  await expect(change === null ? null : install(change, state, path)).rejects.toMatchObject({ code: 'io_failed' });
  expect(await readFile(path, 'utf8')).toBe('{"model":"opus"}');
});

test('where ccx is not, there is nothing to take out', async () => {
  await writeFile(path, '{ "statusLine": { "type": "command", "command": "mine" } }');
  expect(await uninstalling(await readState(path), path)).toBeNull();
});
