import { lstat, mkdir, readdir, readFile, readlink, realpath, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { age, files, openWorld, plant, thrown, tree } from './world.ts';

const OWN = {
  'projects/-a/1.jsonl': 'one\n',
  'projects/-a/1/subagents/agent-2.jsonl': 'sub\n',
  'projects/-c/3.jsonl': '3',
};
const THEIRS = { 'projects/-a/9.jsonl': 'nine\n', 'projects/-b/8.jsonl': 'eight\n' };

describe('sharing a history', () => {
  test('brings the own sessions into the other folder, with modes and times, and leads there', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('work'), OWN);
    await plant(path('base'), THEIRS);
    await age(path('work/projects/-a/1.jsonl'), 0o640, '2020-02-03T04:05:06.789Z');
    await age(path('work/projects/-c'), 0o750, '2019-02-03T04:05:06.000Z');
    const plan = await links().planHistory(work, base);
    expect(plan).toMatchObject({ state: 'share', files: 3, bytes: 9, present: 0, conflictCount: 0, inUse: [] });
    const seen: string[] = [];
    const report = await links().shareHistory(plan, { onProgress: ({ done, total }) => seen.push(`${done}/${total}`) });

    expect(report).toMatchObject({ path: path('work/projects'), target: path('base/projects'), copied: 3, present: 0 });
    expect(seen).toEqual(['1/3', '2/3', '3/3']);
    expect(await files(path('base'))).toEqual({ ...OWN, ...THEIRS });
    expect(await readlink(path('work/projects'))).toBe(path('base/projects'));
    // As runner's chain/history.ts finds out that a session can be gone on with.
    expect(await realpath(path('work/projects'))).toBe(await realpath(path('base/projects')));
    const copy = await lstat(path('base/projects/-a/1.jsonl'));
    expect([copy.mode & 0o777, copy.mtime.toISOString()]).toEqual([0o640, '2020-02-03T04:05:06.789Z']);
    const folder = await lstat(path('base/projects/-c'));
    expect([folder.mode & 0o777, folder.mtime.toISOString()]).toEqual([0o750, '2019-02-03T04:05:06.000Z']);
    expect(await files(report.backup ?? '')).toEqual({
      '-a/1.jsonl': 'one\n',
      '-a/1/subagents/agent-2.jsonl': 'sub\n',
      '-c/3.jsonl': '3',
    });
    expect((await links().status(work)).history).toMatchObject({ state: 'linked', from: base });
    // No second name of a session is left: writing into one would write into the other.
    expect(copy.nlink).toBe(1);
  });

  test('is undone by one command, which says what stays', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('work'), OWN);
    await plant(path('base'), THEIRS);
    const before = await tree(path('work'));
    await links().shareHistory(await links().planHistory(work, base));
    await plant(path('work'), { 'projects/-a/new.jsonl': 'new', 'projects/-a/1.jsonl': 'one\ntwo\n' });
    expect(await links().unshareHistory(work)).toEqual({
      path: path('work/projects'),
      restored: true,
      stays: path('base/projects'),
      continued: 1,
    });
    expect(await tree(path('work'))).toEqual(before);
    expect(await files(path('base'))).toEqual({
      ...OWN,
      ...THEIRS,
      'projects/-a/new.jsonl': 'new',
      'projects/-a/1.jsonl': 'one\ntwo\n',
    });
    await thrown('not_found', () => links().unshareHistory(work));

    // What went on there begins with what is here: nothing is lost by sharing again.
    const again = await links().planHistory(work, base);
    expect(again).toMatchObject({ files: 0, present: 3, conflictCount: 0 });
    await links().shareHistory(again);
    expect(await readFile(path('work/projects/-a/1.jsonl'), 'utf8')).toBe('one\ntwo\n');
  });

  test.each(['missing', 'empty'])('works where the own folder is %s', async (own) => {
    const { work, base, path, links } = await openWorld();
    if (own === 'empty') await mkdir(path('work/projects'));
    await plant(path('base'), THEIRS);
    await links().shareHistory(await links().planHistory(work, base));
    expect(await readFile(path('work/projects/-b/8.jsonl'), 'utf8')).toBe('eight\n');
    expect(await links().unshareHistory(work)).toMatchObject({ restored: own === 'empty' });
    expect(await tree(path('work'))).toEqual(own === 'empty' ? { projects: '/' } : {});
  });

  test('works where the other folder is missing, or lies elsewhere behind a link', async () => {
    const { work, base, path, links, account } = await openWorld();
    await plant(path('work'), OWN);
    await links().shareHistory(await links().planHistory(work, base));
    expect(await files(path('base'))).toEqual(OWN);

    await plant(path('third'), { 'projects/-t/t.jsonl': 't' });
    const { target } = await links().shareHistory(await links().planHistory(account('third'), work));
    expect(target).toBe(path('base/projects'));
    expect(await readlink(path('third/projects'))).toBe(path('base/projects'));
    expect(await files(path('base'))).toEqual({ ...OWN, 'projects/-t/t.jsonl': 't' });
  });

  test('a second time does nothing', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('work'), OWN);
    await links().shareHistory(await links().planHistory(work, base));
    const before = await tree(path());
    const plan = await links().planHistory(work, base);
    expect(plan.state).toBe('already');
    expect(await links().shareHistory(plan)).toMatchObject({ copied: 0, backup: null });
    expect(await tree(path())).toEqual(before);
  });

  test('refuses files that differ, names them, and changes nothing', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('work'), { ...OWN, 'projects/-b/8.jsonl': 'other\n' });
    await plant(path('base'), { ...THEIRS, 'projects/-a/1.jsonl': 'one\n', 'projects/-c': 'a file' });
    const before = await tree(path());
    const plan = await links().planHistory(work, base);
    expect(plan).toMatchObject({ present: 1, conflictCount: 2 });
    expect(plan.conflicts.join()).toContain(path('work/projects/-b/8.jsonl'));
    const error = await thrown('link_conflict', () => links().shareHistory(plan));
    expect(error.message).toContain('and 1 more');
    expect(await files(path('work'))).toEqual({ ...OWN, 'projects/-b/8.jsonl': 'other\n' });
    expect(Object.entries(before).filter(([name]) => name.startsWith('base/'))).toEqual(
      Object.entries(await tree(path())).filter(([name]) => name.startsWith('base/')),
    );
  });

  test('refuses a longer own file than the one it would meet', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('work'), { 'projects/-a/1.jsonl': 'one\ntwo\n' });
    await plant(path('base'), { 'projects/-a/1.jsonl': 'one\n' });
    expect(await links().planHistory(work, base)).toMatchObject({ conflictCount: 1, present: 0 });
  });

  test('follows no link in either folder', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('secret'), { 'key.txt': 'secret' });
    await plant(path('work'), { ...OWN, 'projects/-s/x.jsonl': 'x' });
    await symlink(path('secret'), path('work/projects/-l'));
    await plant(path('base'), THEIRS);
    await symlink(path('secret'), path('base/projects/-s'));
    const plan = await links().planHistory(work, base);
    expect(plan.conflicts.toSorted()).toEqual([
      `"${path('base/projects/-s')}" is no folder`,
      `"${path('work/projects/-l')}" is neither file nor folder`,
    ]);
    await thrown('link_conflict', () => links().shareHistory(plan));
    expect(await files(path('secret'))).toEqual({ 'key.txt': 'secret' });
  });

  test.each([
    ['a link to elsewhere', 'work', async (at: string) => symlink('/tmp', at)],
    ['a link to nothing', 'work', async (at: string) => symlink('/nowhere/at/all', at)],
    ['a file', 'work', async (at: string) => writeFile(at, 'x')],
    ['a link to nothing', 'base', async (at: string) => symlink('/nowhere/at/all', at)],
    ['a link to itself', 'base', async (at: string) => symlink(at, at)],
    ['a file', 'base', async (at: string) => writeFile(at, 'x')],
  ])('refuses %s in place of the folder of %s', async (_, whose, put) => {
    const { work, base, path, links } = await openWorld();
    await plant(path(whose === 'work' ? 'base' : 'work'), OWN);
    await put(path(whose, 'projects'));
    const before = await tree(path());
    await thrown('link_conflict', () => links().planHistory(work, base));
    expect(await tree(path())).toEqual(before);
  });

  test('refuses to lead in a circle, and to take a folder away that a third account uses', async () => {
    const { work, base, path, links, account } = await openWorld();
    await plant(path('work'), OWN);
    await plant(path('base'), THEIRS);
    await links().shareHistory(await links().planHistory(work, base));
    await thrown('link_conflict', () => links().planHistory(base, work));
    await plant(path('third'), { 'projects/-t/t.jsonl': 't' });
    const error = await thrown('link_conflict', () => links().planHistory(base, account('third')));
    expect(error.message).toContain(work.id);
    await thrown('link_conflict', () => links().planHistory(work, account('third')));
  });

  test('is refused for an agent whose sessions ccx does not go on with', async () => {
    const { work, base, links } = await openWorld('gemini');
    const error = await thrown('agent_unsupported_option', () => links().planHistory(work, base));
    expect(error.message).toContain('Gemini CLI');
  });

  test('of Codex is that of its rollouts', async () => {
    const { work, base, path, links } = await openWorld('codex');
    await plant(path('work'), { 'sessions/2026/11/21/rollout-1.jsonl': 'r', 'auth.json': 'no' });
    await links().shareHistory(await links().planHistory(work, base));
    expect(await files(path('base'))).toEqual({ 'sessions/2026/11/21/rollout-1.jsonl': 'r' });
    expect(await readlink(path('work/sessions'))).toBe(path('base/sessions'));
  });

  test('is refused while something of another is in the place of an earlier sharing, whose backup waits', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('work'), OWN);
    await links().shareHistory(await links().planHistory(work, base));
    await unlink(path('work/projects'));
    await plant(path('work'), { 'projects/-n/n.jsonl': 'n' });
    await thrown('link_conflict', async () => links().shareHistory(await links().planHistory(work, base)));
    await thrown('link_conflict', () => links().unshareHistory(work));
    expect(await files(path('work'))).toEqual({ 'projects/-n/n.jsonl': 'n' });
    await rm(path('work/projects'), { recursive: true });
    await thrown('link_conflict', async () => links().shareHistory(await links().planHistory(work, base)));
    await links().unshareHistory(work);
    expect(await files(path('work'))).toEqual(OWN);
  });

  test('takes many files and large ones in bounded memory', async () => {
    const { work, base, path, links } = await openWorld();
    const many = Array.from({ length: 500 }, (_, index) => [`projects/-${index % 40}/${index}.jsonl`, `${index}\n`]);
    await plant(path('work'), Object.fromEntries(many));
    await writeFile(path('work/projects/-1/large.jsonl'), Buffer.alloc(64 * 1024 * 1024, 7));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    await links().shareHistory(await links().planHistory(work, base), {
      onProgress: () => {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      },
    });
    expect(most).toBeLessThan(16 * 1024 * 1024);
    expect((await lstat(path('base/projects/-1/large.jsonl'))).size).toBe(64 * 1024 * 1024);
    const copied = await readdir(path('base/projects'), { recursive: true });
    expect(copied.filter((name) => name.endsWith('.jsonl'))).toHaveLength(501);
  }, 60_000);
});

test('a folder of sessions in another place than the account says is told by its path', async () => {
  const { work, base, path, links } = await openWorld();
  await plant(path('work'), OWN);
  await rm(path('base'), { recursive: true });
  await mkdir(join(path('elsewhere')));
  await symlink(path('elsewhere'), path('base'));
  expect(await links().planHistory(work, base)).toMatchObject({ target: path('elsewhere/projects') });
});
