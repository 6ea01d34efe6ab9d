import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { redactFrame, saveFrame } from '../../src/pty/saved-frame.ts';

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ccx-frames-'));
  folders.push(folder);
  return folder;
}

const AT = '2026-11-21T01:02:03.004Z';

test('A saved screen has lost what is private, and kept what a parser would look for', () => {
  const screen = [
    'Claude Code v9.9.9   ada@example.com',
    ' /home/ada/secret-project · 01a1fba6-5fcb-7951-9f41-dc8dae3e595f',
    ' sk-ant-oat01-abcdefghijk · Ada Lovelace',
    ' Current fortnight  42% used  Resets 3am',
  ];
  const redacted = redactFrame(screen.join('\n'), ['Lovelace']);
  for (const word of ['example.com', 'secret-project', '01a1fba6', 'abcdefghijk', 'Lovelace']) {
    expect(redacted).not.toContain(word);
  }
  expect(redacted).toContain('Claude Code v9.9.9   <email>');
  expect(redacted).toContain(' Current fortnight  42% used  Resets 3am');
});

test('It lies in a file of its own with the version of the CLI, for nobody else to read', async () => {
  const folder = join(await newFolder(), 'frames');
  const saved = { folder, title: 'Claude Code', version: '9.9.9', at: AT, text: 'something new' };
  const paths = [await saveFrame(saved), await saveFrame(saved)];
  expect(new Set(paths).size).toBe(2);
  expect((await readdir(folder)).length).toBe(2);
  const [path] = paths;
  expect(await readFile(path ?? '', 'utf8')).toBe(`Claude Code 9.9.9, ${AT}\n\nsomething new\n`);
  expect((await stat(path ?? '')).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('Only the last twenty are kept', async () => {
  const folder = await newFolder();
  const saved = { folder, title: 'Codex', version: null, text: 'x' };
  await writeFile(join(folder, '0-notes.txt'), 'of somebody else');
  for (let at = 10; at < 35; at += 1) await saveFrame({ ...saved, at: `2026-11-21T01:02:${at}.000Z` });
  const [other, ...names] = (await readdir(folder)).toSorted();
  expect(other).toBe('0-notes.txt');
  expect(names).toHaveLength(20);
  expect([names[0], names.at(-1)].map((name) => name?.slice(0, 15))).toEqual(['20261121T010215', '20261121T010234']);
});

test('A screen that cannot be saved costs nothing but itself', async () => {
  const file = join(await newFolder(), 'a-file');
  await writeFile(file, '');
  expect(await saveFrame({ folder: file, title: 'Codex', version: null, at: AT, text: 'x' })).toBeNull();
});
