import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempHome } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import * as exported from '../src/index.ts';
import { openBook } from './registry/open-book.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? '';

test('the example of the README gives what stands below it', async () => {
  const temporary = await createTempHome();
  onTestFinished(() => temporary.remove());
  const example = block('js');
  const shown = [...example.matchAll(/^\/\/ (.*\n)/gm)].map(([, line]) => line).join('');
  const sources = new URL('../src/index.ts', import.meta.url).href;
  const { home, env } = temporary;
  const program = join(home, 'example.mjs');
  await writeFile(program, example.replace('@ccx/profiles', sources));
  const { stdout, stderr } = spawnSync(process.execPath, ['--conditions=@ccx/source', program], {
    env,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(shown).not.toBe('');
  expect(stdout.replaceAll(/ +$/gm, '')).toBe(shown.replaceAll(/ +$/gm, ''));
});

test('the file of the README is one', async () => {
  const { book } = await openBook(block('toml'));
  expect(await book.get('work')).toMatchObject({ label: 'Work', color: '#3fa7d6' });
  expect(await book.unknownKeys()).toEqual([]);
  expect(await book.bindings()).toHaveLength(1);
});

test('every key that the README explains is known', async () => {
  const cells = [...readme.matchAll(/^\| (`[a-z0-9_]+`(?:, `[a-z0-9_]+`)*) +\|/gm)].map(([, cell = '']) => cell);
  const names = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
  const keys = names.slice(names.indexOf('daily_token_budget'), names.indexOf('hold_reason') + 1);
  expect(keys).toHaveLength(15);
  for (const key of keys) {
    // A key that is known is read, and an empty list is none of the values.
    const { book } = await openBook(`[[profile]]\nname = "claude"\nagent = "claude"\n${key} = []\n`);
    await expect(book.list()).rejects.toMatchObject({ message: expect.stringContaining(`${key} is a list`) });
  }
});

test('every call of the table is one of the book, and every function is exported', async () => {
  const { book } = await openBook();
  const calls = [...readme.matchAll(/^\| (`[a-zA-Z]+[(`].*?) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z]\w*)(?:\(.*?\))?`/gi)].map(([, name = '']) => name),
  );
  for (const name of ['list', 'import', 'unknownKeys', 'path']) expect(calls).toContain(name);
  for (const name of ['openHealth', 'keptUsability', 'healthObserver', 'rememberedUsability', 'ambientAccount']) {
    expect(readme).toContain(`\`${name}(`);
    expect(Object.keys(exported)).toContain(name);
  }
  expect(Object.keys(book).filter((name) => !calls.includes(name))).toEqual([]);
});
