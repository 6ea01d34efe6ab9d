import { chmod, lstat, mkdir, readFile, readdir, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { asOrdinaryUser } from '../support/as-ordinary-user.ts';
import { bookProcess } from './child.ts';
import { openBook, refusal } from './open-book.ts';

test('the file is for its owner alone, and so is its folder', async () => {
  const { book } = await openBook();
  await book.set('claude', { label: 'one' });
  await book.set('claude', { label: 'two' });
  const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
  expect(await mode(dirname(book.path))).toBe(0o700);
  expect(await mode(book.path)).toBe(0o600);
  expect(await mode(`${book.path}.bak`)).toBe(0o600);
});

test('the version before the last change lies beside the file', async () => {
  const { book, text } = await openBook('# by hand\n');
  await book.set('claude', { label: 'one' });
  expect(await readFile(`${book.path}.bak`, 'utf8')).toBe('# by hand\n');
  const before = await text();
  await book.set('claude', { label: 'two' });
  expect(await readFile(`${book.path}.bak`, 'utf8')).toBe(before);
});

test('a link, as managers of dotfiles make, stays one, and the file behind it is written', async () => {
  const { book, home } = await openBook();
  const repository = join(home, 'dotfiles');
  await mkdir(repository);
  await mkdir(dirname(book.path), { recursive: true });
  await writeFile(join(repository, 'profiles.toml'), '# in the repository\n');
  await symlink('../../dotfiles/profiles.toml', book.path);
  await book.add({ name: 'work', agent: 'claude', configDir: '~/w' });
  expect(await readlink(book.path)).toBe('../../dotfiles/profiles.toml');
  expect(await readFile(join(repository, 'profiles.toml'), 'utf8')).toMatch(
    /^# in the repository\n\n\[\[profile\]\]\n/,
  );
  expect(await readdir(repository)).toEqual(['profiles.toml']);
});

test('a link to a file that is not there yet makes that file', async () => {
  const { book, home } = await openBook();
  await mkdir(dirname(book.path), { recursive: true });
  await symlink(join(home, 'later.toml'), book.path);
  await book.set('claude', { label: 'x' });
  expect((await lstat(book.path)).isSymbolicLink()).toBe(true);
  expect(await readFile(join(home, 'later.toml'), 'utf8')).toContain('label = "x"');
});

test('a byte order mark at the beginning stays there', async () => {
  const { book, text } = await openBook('\uFEFF# mark\n[[profile]]\nname = "a"\nagent = "claude"\n');
  await book.set('a', { label: 'x' });
  expect(await text()).toBe('\uFEFF# mark\n[[profile]]\nname = "a"\nagent = "claude"\nlabel = "x"\n');
});

test('a folder that may not be written is an error that names the file', async () => {
  const { book, home, text } = await openBook('# mine\n');
  await chmod(dirname(book.path), 0o500);
  const { code, message } = await asOrdinaryUser({ home }, () => refusal(book.set('claude', { label: 'x' })));
  await chmod(dirname(book.path), 0o700);
  expect(code).toBe('io_failed');
  expect(message).toContain(book.path);
  expect(await text()).toBe('# mine\n');
});

test('reading loads no editor of TOML, and where there is no file not even its parser', async () => {
  const { book, home, write } = await openBook();
  const program = `
    const { registerHooks } = await import('node:module');
    const seen = [];
    registerHooks({ resolve: (name, context, next) => { seen.push(name); return next(name, context); } });
    await book.list();
    console.log(seen.filter((name) => /toml|host/.test(name)).join());
  `;
  expect(await bookProcess(home, program).out).toBe('\n');
  await write('[[profile]]\nname = "a"\nagent = "claude"\n');
  // Once the parser is there it loads its own files, by relative names.
  const names = (await bookProcess(home, program).out).trim().split(',');
  expect(names.filter((name) => !name.startsWith('.'))).toEqual(['smol-toml']);
  expect(await book.list()).toHaveLength(3);
});
