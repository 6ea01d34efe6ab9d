import { access, readFile, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { CcxErrorCode } from '@ccx/contracts';
import { until } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { listWorktrees, removeWorktree } from '../src/index.ts';
import { createRepositoryLab, type RepositoryLab } from './support/repository-lab.ts';

const A = { worktree: { name: 'a' } } as const;

/** A worktree `a` with one commit of its own. */
async function used(): Promise<RepositoryLab & { readonly path: string }> {
  const lab = await createRepositoryLab();
  const path = lab.pathOf('a');
  await lab.write('.gitignore', 'build/\n');
  await lab.git('add', '.');
  await lab.git('commit', '--quiet', '-m', 'Ignore');
  await lab.runner.run(lab.request(A), lab.target).result;
  await lab.gitIn(path, 'add', '.');
  await lab.gitIn(path, 'commit', '--quiet', '-m', 'By the agent');
  return { ...lab, path };
}

function remove(lab: RepositoryLab, more: object = {}) {
  return removeWorktree({ repository: lab.main, name: 'a', env: lab.home.env, ledger: lab.ledger, ...more });
}

describe.concurrent('removing a worktree', () => {
  test('takes the folder and ignored files, and keeps the branch with its commits', async () => {
    const lab = await used();
    await lab.write(join(lab.path, 'build/out.js'), '');
    const commit = await lab.gitIn(lab.path, 'rev-parse', 'HEAD');
    const before = await lab.mainState();
    const removed = await remove(lab, { repository: join(lab.main, 'sub') });
    expect(removed).toEqual({ path: lab.path, branch: 'ccx/a', branchDeleted: false });
    await expect(access(lab.path)).rejects.toThrow('ENOENT');
    expect(await lab.git('rev-parse', 'ccx/a')).toBe(commit);
    expect(await lab.git('worktree', 'list')).not.toContain('.ccx');
    expect(await lab.mainState()).toEqual(before);
  });

  test('takes a merged branch too where that is asked for', async () => {
    const lab = await used();
    await lab.git('merge', '--quiet', 'ccx/a');
    await expect(remove(lab, { deleteBranch: true })).resolves.toMatchObject({ branchDeleted: true });
    expect(await lab.git('branch', '--format=%(refname:short)')).toBe('main');
  });

  test('works from inside another worktree, and for a folder that is gone', async () => {
    const lab = await used();
    await lab.runner.run(lab.request({ worktree: { name: 'b' } }), lab.target).result;
    await rm(lab.path, { recursive: true });
    await expect(remove(lab, { repository: lab.pathOf('b') })).resolves.toMatchObject({ path: lab.path });
    expect(await lab.git('worktree', 'list')).not.toContain('ccx/a');
  });

  test.each<[string, CcxErrorCode, (lab: Awaited<ReturnType<typeof used>>) => Promise<object | void>]>([
    ['an untracked file', 'worktree_not_clean', (lab) => lab.write(join(lab.path, 'new.txt'), '')],
    ['a changed file', 'worktree_not_clean', (lab) => lab.write(join(lab.path, 'a.txt'), '')],
    ['a branch that is not merged', 'worktree_not_merged', async () => ({ deleteBranch: true })],
    [
      'a branch that is merged here but not where it is pushed to',
      'worktree_not_merged',
      async (lab) => {
        const remote = join(lab.home.home, 'remote.git');
        await lab.git('clone', '--quiet', '--bare', lab.main, remote);
        await lab.git('remote', 'add', 'origin', remote);
        await lab.git('fetch', '--quiet', 'origin');
        await lab.git('branch', '--quiet', '--set-upstream-to', 'origin/main', 'ccx/a');
        await lab.git('merge', '--quiet', 'ccx/a');
        return { deleteBranch: true };
      },
    ],
    [
      'a commit on no branch',
      'worktree_not_merged',
      async (lab) => {
        await lab.gitIn(lab.path, 'switch', '--quiet', '--detach');
        await lab.gitIn(lab.path, 'commit', '--quiet', '--allow-empty', '-m', 'Nowhere');
      },
    ],
    ['a lock', 'worktree_conflict', async (lab) => void (await lab.git('worktree', 'lock', lab.path))],
    ['a lost link', 'worktree_conflict', (lab) => rm(join(lab.path, '.git'))],
    ['a name that nobody has', 'not_found', async () => ({ name: 'b' })],
    ['a name that leads elsewhere', 'invalid_argument', async () => ({ name: '../../sub' })],
    ['a folder that is no repository', 'not_a_repository', async (lab) => ({ repository: lab.home.home })],
  ])('is refused because of %s', async (_name, code, given) => {
    const lab = await used();
    const more = (await given(lab)) ?? {};
    const state = () => lab.git('for-each-ref').then(async (refs) => refs + (await lab.git('worktree', 'list')));
    const before = await state();
    await expect(remove(lab, more)).rejects.toMatchObject({ code });
    await access(lab.path);
    expect(await state()).toBe(before);
  });

  test('is refused while a run works there, however it was started', async () => {
    const lab = await createRepositoryLab(`started(); text('works'); if (input() === 'wait') forever(); else done();`);
    await lab.runner.run(lab.request(A), lab.target).result;
    for (const request of [A, { cwd: lab.pathOf('a') }]) {
      const run = lab.runner.run(lab.request({ prompt: 'wait', ...request }), lab.target);
      await until(() => run.pid !== null);
      await expect(remove(lab)).rejects.toMatchObject({ code: 'worktree_busy' });
      await run.kill();
    }
    await expect(remove(lab)).resolves.toMatchObject({ branch: 'ccx/a' });
  });
});

test('the list leaves the index of a worktree to the agent that may be at work there', async () => {
  const lab = await used();
  const index = join(lab.main, '.git', 'worktrees', 'a', 'index');
  await utimes(join(lab.path, 'a.txt'), 1, 1);
  const before = await readFile(index);
  expect(await listWorktrees({ cwd: lab.main, env: lab.home.env })).toMatchObject([{ name: 'a', clean: true }]);
  expect((await readFile(index)).equals(before)).toBe(true);
});

test('the list tells of each worktree whether it is clean and how far it is ahead', async () => {
  const lab = await used();
  const run = (name: string) => lab.runner.run(lab.request({ worktree: { name } }), lab.target).result;
  await run('dirty');
  await run('detached');
  await lab.gitIn(lab.pathOf('detached'), 'switch', '--quiet', '--detach');
  await run('gone');
  await rm(lab.pathOf('gone'), { recursive: true });
  await run('broken');
  await rm(join(lab.pathOf('broken'), '.git'));
  await lab.git('worktree', 'add', '--quiet', '-b', 'own', join(lab.home.home, 'own'));
  const listed = await listWorktrees({ cwd: join(lab.home.home, 'own'), env: lab.home.env });
  const at = (name: string) => ({ name, path: lab.pathOf(name), branch: `ccx/${name}` });
  expect(listed).toEqual([
    { ...at('a'), clean: true, ahead: 1 },
    { ...at('broken'), clean: null, ahead: 0 },
    { ...at('detached'), branch: null, clean: false, ahead: 0 },
    { ...at('dirty'), clean: false, ahead: 0 },
    { ...at('gone'), clean: null, ahead: 0 },
  ]);
});
