import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { accountFile } from '../../src/account-file.ts';
import { cases } from '../long-form.ts';
import { openBook } from './open-book.ts';

test('the time of the last use is kept outside of the file, also of accounts that are not registered', async () => {
  const { book, home, text, clock } = await openBook(
    '[[profile]]\nname = "work"\nagent = "claude"\nconfig_dir = "~/w"\n',
  );
  const before = await text();
  await book.used('claude:default');
  await clock.advance(1_000);
  await book.used(`claude:${home}/w`);
  expect((await book.get('claude')).lastUsedAt).toBe('2026-11-21T08:00:00.000Z');
  expect((await book.get('work')).lastUsedAt).toBe('2026-11-21T08:00:01.000Z');
  expect((await book.get('codex')).lastUsedAt).toBeNull();
  expect(await text()).toBe(before);
});

test('an earlier time does not replace a later one, and a rename keeps it', async () => {
  const { book } = await openBook();
  await book.used('codex:default', '2026-03-01T00:00:00.123Z');
  await book.used('codex:default', '2026-02-01T00:00:00.000Z');
  expect((await book.rename('codex', 'gpt')).lastUsedAt).toBe('2026-03-01T00:00:00.123Z');
});

test('a time that cannot be noted is no error', async () => {
  const { book, home } = await openBook();
  await mkdir(join(home, '.local', 'state'), { recursive: true });
  await writeFile(join(home, '.local', 'state', 'ccx'), 'in the way');
  await book.used('codex:default');
  await book.used('codex:default', 'never');
  expect((await book.get('codex')).lastUsedAt).toBeNull();
});

test('one file is one account, readable for a person, also on a disk without case', () => {
  expect(accountFile('claude:default')).toBe('claude%3adefault');
  expect(accountFile('claude:/home/ada/.claude-work')).toBe('claude%3a%2fhome%2fada%2f.claude-work');
  expect(accountFile(`claude:/${'x'.repeat(4000)}`)).toMatch(/^claude-[0-9a-f]{32}$/);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      const [first, second] = [accountFile(`claude:${a}`), accountFile(`claude:${b}`)];
      expect(first.toLowerCase()).toBe(first);
      expect(first).toMatch(/^[a-z0-9._%-]{1,200}$/);
      expect(first === second).toBe(a === b);
    }),
    { numRuns: cases(100) },
  );
});
