import { statSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountId } from '@ccx/contracts';
import { describe, expect, test } from 'vitest';
import { files, openWorld, plant, thrown, tree } from './world.ts';

/** A disk in memory, where there is one. */
const memory = statSync('/dev/shm', { throwIfNoEntry: false });
const hasSecondDisk = memory !== undefined && memory.dev !== statSync(tmpdir()).dev;

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
