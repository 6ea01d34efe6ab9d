import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBook, refusal } from './open-book.ts';

const TWO = `[[profile]]
name = "work"
agent = "claude"
config_dir = "~/w"

[[profile]]
name = "gpt"
agent = "codex"
config_dir = "~/c"
`;

test('a folder is bound under its canonical path, and written so that the file can be taken elsewhere', async () => {
  const { book, home, text } = await openBook(TWO);
  await mkdir(join(home, 'src'));
  await symlink('src', join(home, 'link'));
  expect(await book.bind('link/', ['work', 'gpt', 'work'])).toEqual({
    folder: `${home}/src`,
    profiles: ['work', 'gpt'],
  });
  expect(await text()).toContain('folder = "~/src"');
  expect(await book.bindings()).toEqual([{ folder: `${home}/src`, profiles: ['work', 'gpt'] }]);
});

test('binding again replaces what was bound to exactly this folder', async () => {
  const { book, home, text } = await openBook(TWO);
  await book.bind('~/src', ['work']);
  await book.bind('~/src/below', ['work']);
  await book.bind('~/src/', ['gpt', 'claude']);
  expect(await book.bindings()).toEqual([
    { folder: `${home}/src`, profiles: ['gpt', 'claude'] },
    { folder: `${home}/src/below`, profiles: ['work'] },
  ]);
  expect((await text()).startsWith(TWO)).toBe(true);
});

test('a folder that stands twice by hand is bound once afterwards', async () => {
  const twice = '[[binding]]\nfolder = "/src"\nprofiles = ["work"]\n\n';
  const { book } = await openBook(`${TWO}\n${twice}${twice}`);
  await book.bind('/src', ['gpt']);
  expect(await book.bindings()).toEqual([{ folder: '/src', profiles: ['gpt'] }]);
});

test('unbinding gives back what was bound, also where the folder is gone', async () => {
  const { book, home, text } = await openBook(TWO);
  await book.bind('~/gone', ['work']);
  expect(await book.unbind('~/other')).toBeNull();
  expect(await book.unbind('~/gone/')).toEqual({ folder: `${home}/gone`, profiles: ['work'] });
  expect(await book.unbind('~/gone')).toBeNull();
  expect(await text()).toBe(TWO);
});

test('only what exists can be bound, under the name that it has', async () => {
  const { book } = await openBook('[[profile]]\nname = "mine"\nagent = "claude"\n');
  expect(await refusal(book.bind('~/src', ['mien']))).toMatchObject({
    code: 'profile_not_found',
    hint: expect.stringContaining('"mine"'),
  });
  expect((await refusal(book.bind('~/src', []))).code).toBe('invalid_argument');
  expect((await book.bind('~/src', ['claude'])).profiles).toEqual(['mine']);
});
