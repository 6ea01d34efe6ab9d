import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accountId, AGENT_KINDS, AGENTS } from '@ccx/contracts';
import { LINK_ITEMS } from '../../src/agent-home.ts';
import { AGENT_HOMES } from '../../src/agent-homes.ts';
import { files, openWorld, plant, thrown, tree } from './world.ts';

/** On Linux, a disk in memory. */
const hasSecondDisk = statSync('/dev/shm', { throwIfNoEntry: false })?.dev !== statSync(tmpdir()).dev;

const ALL = { 'settings.json': '{"a":1}', 'skills/x/SKILL.md': 'x', 'CLAUDE.md': 'remember' };

describe('a plan', () => {
  test('says of each item what would be done, and does nothing', async () => {
    const { base, work, path, links } = await openWorld();
    await plant(path('base'), { ...ALL, 'agents/a.md': 'a' });
    await plant(path('work'), { 'settings.json': '{}' });
    await symlink(path('base/agents'), path('work/agents'));
    const before = await tree(path());
    const { links: planned } = await links().plan(work, base, ['skills', 'settings', 'agents', 'commands', 'skills']);
    expect(planned.map(({ item, state, found }) => [item, state, found])).toEqual([
      ['skills', 'link', null],
      ['settings', 'conflict', 'a file of 2 bytes'],
      ['agents', 'already', `a link to ${path('base/agents')}`],
      ['commands', 'missing-source', null],
    ]);
    expect(planned[0]).toMatchObject({ path: path('work/skills'), target: path('base/skills') });
    expect(await tree(path())).toEqual(before);
  });

  test('of the default place is one of its real folder', async () => {
    const { work, path, links, home } = await openWorld();
    await plant(path('dotfiles'), { 'CLAUDE.md': 'x' });
    await symlink(path('dotfiles'), path('.claude'));
    const base = { agent: 'claude', configDir: null, id: accountId('claude', null) } as const;
    const [one] = (await links({ env: { HOME: home.home } }).plan(work, base, ['memory'])).links;
    expect(one).toMatchObject({ state: 'link', target: path('dotfiles/CLAUDE.md') });
  });

  test('refuses one account, however its folder is written, and two agents', async () => {
    const { work, base, path, links, account } = await openWorld();
    await symlink(path('work'), path('same'));
    await thrown('invalid_argument', () => links().plan(work, work, ['skills']));
    await thrown('invalid_argument', () => links().plan(work, account('same'), ['skills']));
    const error = await thrown('invalid_argument', () => links().plan(work, { ...base, agent: 'codex' }, ['skills']));
    expect(error.message).toContain('Codex');
  });

  test('refuses an item that the agent does not have, and names those that it has', async () => {
    const { work, base, links } = await openWorld('codex');
    const error = await thrown('invalid_argument', () => links().plan(work, base, ['skills', 'commands']));
    expect(error.message).toContain('"commands"');
    expect(error.hint).toBe('It has: settings, skills, agents, memory.');
  });

  test('refuses a source that leads back', async () => {
    const { work, base, path, links } = await openWorld();
    await mkdir(path('work/skills'));
    await symlink(path('work/skills'), path('base/skills'));
    const error = await thrown('link_conflict', () => links().plan(work, base, ['skills']));
    expect(error.message).toContain('back');
  });

  test.each(['to nothing', 'in a circle'])('takes a source that leads %s for missing', async (where) => {
    const { work, base, path, links } = await openWorld();
    await symlink(where === 'to nothing' ? path('nowhere') : path('base/skills'), path('base/skills'));
    expect((await links().plan(work, base, ['skills'])).links).toMatchObject([{ state: 'missing-source' }]);
  });
});

describe('linking', () => {
  test('shares what is planned, lists it, and unlinking leaves all as it was', async () => {
    const { work, base, path, links, stateDir } = await openWorld();
    await plant(path('base'), ALL);
    await plant(path('work'), { 'own.txt': 'own' });
    const before = await tree(path('work'));
    const report = await links().apply(await links().plan(work, base, ['settings', 'skills', 'commands']));
    expect(report.made.map(({ item, backup }) => [item, backup])).toEqual([
      ['settings', null],
      ['skills', null],
    ]);
    expect(report.skipped).toMatchObject([{ item: 'commands', state: 'missing-source' }]);
    expect(await readFile(path('work/skills/x/SKILL.md'), 'utf8')).toBe('x');
    expect(await readlink(path('work/settings.json'))).toBe(path('base/settings.json'));
    expect((await links().status(work)).links.map(({ item, state }) => [item, state])).toEqual([
      ['settings', 'linked'],
      ['skills', 'linked'],
    ]);

    const removed = await links().unlink(work);
    expect(removed).toEqual({
      removed: [
        { item: 'settings', path: path('work/settings.json'), restored: false },
        { item: 'skills', path: path('work/skills'), restored: false },
      ],
      left: [],
    });
    expect(await tree(path('work'))).toEqual(before);
    expect(await files(path('base'))).toEqual(ALL);
    expect(await readdir(join(stateDir, 'profiles/links'))).toEqual([]);
  });

  test('makes the folder of an account that was never used', async () => {
    const { base, path, links, account } = await openWorld();
    await plant(path('base'), ALL);
    await links().apply(await links().plan(account('new'), base, ['memory']));
    expect((await lstat(path('new'))).mode & 0o777).toBe(0o700);
    expect(await readFile(path('new/CLAUDE.md'), 'utf8')).toBe('remember');
  });

  test('a second time changes nothing, and keeps what is listed', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('base'), ALL);
    await links().apply(await links().plan(work, base, ['skills']));
    const before = await tree(path());
    const report = await links().apply(await links().plan(work, base, ['skills']));
    expect(report).toMatchObject({ made: [], skipped: [{ item: 'skills', state: 'already' }] });
    expect(await tree(path())).toEqual(before);
  });

  test.each([
    ['a file', async (at: string) => writeFile(at, 'mine')],
    ['a folder', async (at: string) => plant(at, { 'mine.md': 'mine' })],
    ["a link of the person's", async (at: string) => symlink('/etc/hostname', at)],
    ['a link that leads nowhere', async (at: string) => symlink('/nowhere/at/all', at)],
  ])('refuses %s in its place as a whole, and replaces it on request, with a backup', async (_, put) => {
    const { work, base, path, links } = await openWorld();
    await plant(path('base'), ALL);
    await put(path('work/skills'));
    const before = await tree(path());
    const plan = await links().plan(work, base, ['settings', 'skills']);
    const error = await thrown('link_conflict', () => links().apply(plan));
    expect(error.message).toContain(path('work/skills'));
    expect(error.hint).toContain('--replace');
    expect(await tree(path('work'))).toEqual(
      Object.fromEntries(
        Object.entries(before)
          .filter(([name]) => name.startsWith('work/'))
          .map(([name, text]) => [name.slice(5), text]),
      ),
    );

    const mine = await tree(path('work'));
    const report = await links().apply(plan, { replace: true });
    const backup = report.made.find(({ item }) => item === 'skills')?.backup ?? '';
    expect(backup).toMatch(/\/state\/profiles\/backups\/.*\/\d{4}-\d\d-\d\dT.*\/skills$/);
    expect((await lstat(backup)).isSymbolicLink()).toBe((mine['skills'] ?? '').startsWith('->'));
    expect(await readlink(path('work/skills'))).toBe(path('base/skills'));

    const removed = await links().unlink(work, ['skills']);
    expect(removed.removed).toMatchObject([{ item: 'skills', restored: true }]);
    expect(await tree(path('work'))).toEqual({ ...mine, 'settings.json': `-> ${path('base/settings.json')}` });
  });

  test('never replaces its own link to another account, which has to be unlinked', async () => {
    const { work, base, path, links, account } = await openWorld();
    await plant(path('base'), ALL);
    await plant(path('other'), ALL);
    await plant(path('work'), { 'CLAUDE.md': 'mine' });
    await links().apply(await links().plan(work, base, ['memory']), { replace: true });
    const plan = await links().plan(work, account('other'), ['memory']);
    const error = await thrown('link_conflict', () => links().apply(plan, { replace: true }));
    expect(error.hint).toContain('Unlink');
    await links().unlink(work);
    expect(await readFile(path('work/CLAUDE.md'), 'utf8')).toBe('mine');
  });

  test('looks again when a plan is applied', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('base'), ALL);
    const plan = await links().plan(work, base, ['settings', 'skills']);
    await plant(path('work'), { 'skills/new.md': 'new' });
    await thrown('link_conflict', () => links().apply(plan));
    expect(await tree(path('work'))).toEqual({ skills: '/', 'skills/new.md': 'new' });
  });

  test('keeps the backup of a link that the person removed, for a second link in its place', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('base'), ALL);
    await plant(path('work'), { 'CLAUDE.md': 'mine' });
    await links().apply(await links().plan(work, base, ['memory']), { replace: true });
    await unlink(path('work/CLAUDE.md'));
    expect((await links().status(work)).links).toMatchObject([{ state: 'gone' }]);
    await links().apply(await links().plan(work, base, ['memory']));
    expect(await readFile(path('work/CLAUDE.md'), 'utf8')).toBe('remember');
    await links().unlink(work);
    expect(await readFile(path('work/CLAUDE.md'), 'utf8')).toBe('mine');
  });

  test.runIf(hasSecondDisk)('keeps backups in the config dir where the state lies on another disk', async () => {
    const { work, base, path, links } = await openWorld();
    const stateDir = `/dev/shm/ccx-test-${process.pid}`;
    try {
      await plant(path('base'), ALL);
      await plant(path('work'), { 'skills/mine.md': 'mine' });
      const before = await tree(path('work'));
      const { made } = await links({ stateDir }).apply(await links().plan(work, base, ['skills']), { replace: true });
      expect(made[0]?.backup).toContain(path('work/.ccx-backups/'));
      await links({ stateDir }).unlink(work);
      expect(await files(path('work'))).toEqual({ 'skills/mine.md': before['skills/mine.md'] });
    } finally {
      await rm(stateDir, { recursive: true });
    }
  });

  test.skipIf(process.getuid?.() === 0)('into a folder that cannot be written changes nothing', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('base'), ALL);
    await plant(path('work'), { 'CLAUDE.md': 'mine' });
    await chmod(path('work'), 0o500);
    await thrown('io_failed', async () =>
      links().apply(await links().plan(work, base, ['memory', 'skills']), { replace: true }),
    );
    await chmod(path('work'), 0o700);
    expect(await tree(path('work'))).toEqual({ 'CLAUDE.md': 'mine' });
    expect(await links().status(work)).toEqual({ links: [], history: null });
  });
});

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
