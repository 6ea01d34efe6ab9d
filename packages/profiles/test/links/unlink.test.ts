import { readdir, readFile, readlink, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENT_KINDS, AGENTS } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { LINK_ITEMS } from '../../src/agent-home.ts';
import { AGENT_HOMES } from '../../src/agent-homes.ts';
import { files, openWorld, plant, thrown, tree } from './world.ts';

const ALL = { 'settings.json': '{"a":1}', 'skills/x/SKILL.md': 'x', 'CLAUDE.md': 'remember' };

describe('unlinking', () => {
  test('leaves what is no longer the link that was made, with its backup, and says so', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('base'), ALL);
    await plant(path('work'), { 'CLAUDE.md': 'mine' });
    await links().apply(await links().plan(work, base, ['memory', 'skills']), { replace: true });
    for (const name of ['CLAUDE.md', 'skills']) await unlink(path('work', name));
    await plant(path('work'), { 'CLAUDE.md': 'newer', 'skills/newer.md': 'newer' });
    expect((await links().status(work)).links.map(({ state }) => state)).toEqual(['replaced', 'replaced']);

    const report = await links().unlink(work);
    expect(report.removed).toEqual([]);
    expect(report.left.map(({ item }) => item)).toEqual(['memory', 'skills']);
    expect(report.left[0]?.why).toContain('comes back when its place is free');
    expect(await files(path('work'))).toEqual({ 'CLAUDE.md': 'newer', 'skills/newer.md': 'newer' });

    await rm(path('work/CLAUDE.md'));
    expect(await links().unlink(work)).toMatchObject({ removed: [{ item: 'memory', restored: true }], left: [] });
    expect(await readFile(path('work/CLAUDE.md'), 'utf8')).toBe('mine');
    expect(await links().unlink(work)).toEqual({ removed: [], left: [] });
  });

  test('leaves a link that the person has led elsewhere', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('base'), ALL);
    await links().apply(await links().plan(work, base, ['skills']));
    await unlink(path('work/skills'));
    await symlink(path('mine'), path('work/skills'));
    expect(await links().unlink(work)).toMatchObject({ removed: [], left: [{ item: 'skills' }] });
    expect(await readlink(path('work/skills'))).toBe(path('mine'));
  });

  test("of the person's own links does nothing, also where they lead to the same place", async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('base'), ALL);
    await symlink(path('base/skills'), path('work/skills'));
    await links().apply(await links().plan(work, base, ['skills']));
    expect(await links().unlink(work, ['skills'])).toEqual({
      removed: [],
      left: [{ item: 'skills', path: null, why: 'ccx did not link it' }],
    });
    expect(await readlink(path('work/skills'))).toBe(path('base/skills'));
  });

  test('takes links away that lead nowhere by now', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('base'), ALL);
    await links().apply(await links().plan(work, base, ['skills']));
    await rm(path('base'), { recursive: true });
    expect((await links().status(work)).links).toMatchObject([{ state: 'dangling' }]);
    await links().unlink(work);
    expect(await tree(path('work'))).toEqual({});
  });

  test.each(['', '{"links":', '[]', '{"schemaVersion":1,"links":[{"item":"skills"}],"history":null}', '\0\0\0'])(
    'with a manifest that reads %j removes nothing and says where it lies',
    async (content) => {
      const { work, base, path, links, stateDir } = await openWorld();
      await plant(path('base'), ALL);
      await links().apply(await links().plan(work, base, ['skills']));
      const [name = ''] = (await readdir(join(stateDir, 'profiles/links'))).filter((one) => one.endsWith('.json'));
      await writeFile(join(stateDir, 'profiles/links', name), content);
      const before = await tree(path());
      for (const body of [
        async () => links().unlink(work),
        async () => links().status(work),
        async () => links().plan(work, base, ['memory']),
        async () => links().unshareHistory(work),
        async () => links().dependents(base),
      ]) {
        const error = await thrown('invalid_config', body);
        expect(error.message).toContain(name);
      }
      expect(await tree(path())).toEqual(before);
    },
  );

  test('with a manifest of a newer ccx does nothing', async () => {
    const { work, base, path, links, stateDir } = await openWorld();
    await plant(path('base'), ALL);
    await links().apply(await links().plan(work, base, ['skills']));
    const [name = ''] = await readdir(join(stateDir, 'profiles/links'));
    await writeFile(join(stateDir, 'profiles/links', name), '{"schemaVersion":2}');
    const error = await thrown('invalid_config', () => links().unlink(work));
    expect(error.message).toContain('newer');
    expect(await readlink(path('work/skills'))).toBe(path('base/skills'));
  });
});

test('who uses an account is known', async () => {
  const { work, base, path, links } = await openWorld();
  await plant(path('base'), { ...ALL, 'projects/a/1.jsonl': 'x' });
  expect(await links().dependents(base)).toEqual([]);
  await links().apply(await links().plan(work, base, ['skills', 'memory']));
  await links().shareHistory(await links().planHistory(work, base));
  expect(await links().dependents(base)).toEqual([{ account: work, uses: ['skills', 'memory', 'history'] }]);
  expect(await links().dependents(work)).toEqual([]);
});

test.each(AGENT_KINDS)('no item of %s is a login, a session or a lock', (agent) => {
  const { credentialFile, transcripts } = AGENTS[agent];
  const names = LINK_ITEMS.flatMap((item) => AGENT_HOMES[agent].items[item] ?? []);
  expect(names.length).toBeGreaterThan(3);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    expect([credentialFile, transcripts, '.claude.json', 'sessions']).not.toContain(name);
    expect(name).not.toMatch(/\.key$|\.lock$|\/|^\./);
  }
});
