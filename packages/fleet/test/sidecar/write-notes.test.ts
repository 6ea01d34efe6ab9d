import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeNotes } from '../../src/sidecar/write-notes.ts';

function openFolder(): { readonly folder: string; readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'ccx-notes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, path: join(folder, 'goals/abc.json') };
}

test('a note is written under the names that are on disk elsewhere, for its owner only', async () => {
  const { folder, path } = openFolder();
  const notes = await writeNotes(folder, 'abc', { goal: 'Mend it', dodContract: 'green', dodStatus: 'open' });
  expect(notes).toMatchObject({ goal: 'Mend it', dodContract: 'green', phase: '' });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    goal: 'Mend it',
    dod_contract: 'green',
    dod_status: 'open',
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('what is not named stays, also what ccx does not know, and an empty text takes a field away', async () => {
  const { folder, path } = openFolder();
  await writeNotes(folder, 'abc', { goal: 'Mend it', phase: 'tests' });
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), theirs: [1] }));
  await writeNotes(folder, 'abc', { phase: '', emojis: '🔧' });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ goal: 'Mend it', emojis: '🔧', theirs: [1] });
});

test('a file of which nothing is left goes too', async () => {
  const { folder, path } = openFolder();
  await writeNotes(folder, 'abc', { goal: 'Mend it' });
  expect(await writeNotes(folder, 'abc', { goal: '' })).toMatchObject({ goal: '' });
  expect(existsSync(path)).toBe(false);
});

test('of many that write at once none loses what another has said, and nothing is left lying', async () => {
  const { folder, path } = openFolder();
  await Promise.all([
    writeNotes(folder, 'abc', { goal: 'a' }),
    writeNotes(folder, 'abc', { phase: 'b' }),
    writeNotes(folder, 'abc', { emojis: 'c' }),
    writeNotes(folder, 'abc', { rename: 'd' }),
    writeNotes(folder, 'abc', { role: 'e' }),
  ]);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    goal: 'a',
    phase: 'b',
    emojis: 'c',
    rename: 'd',
    role: 'e',
  });
  expect(readdirSync(join(folder, 'goals'))).toEqual(['abc.json']);
});

test('nothing to be said writes nothing, and gives what is said already', async () => {
  const { folder } = openFolder();
  expect(await writeNotes(folder, 'abc', {})).toMatchObject({ goal: '' });
  expect(readdirSync(folder)).toEqual([]);
  await writeNotes(folder, 'abc', { goal: 'Mend it' });
  expect(await writeNotes(folder, 'abc', {})).toMatchObject({ goal: 'Mend it' });
});

test.for(['../abc', 'a/b', '.', '', '..'])('an id such as "%s" is refused', async (id) => {
  const { folder } = openFolder();
  await expect(writeNotes(folder, id, { goal: 'x' })).rejects.toMatchObject({ code: 'invalid_argument' });
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that holds something else is left as it is', async () => {
  const { folder, path } = openFolder();
  await writeNotes(folder, 'abc', { goal: 'x' });
  writeFileSync(path, '{"goal":"to');
  await expect(writeNotes(folder, 'abc', { goal: 'y' })).rejects.toMatchObject({ code: 'io_failed' });
  expect(readFileSync(path, 'utf8')).toBe('{"goal":"to');
});
