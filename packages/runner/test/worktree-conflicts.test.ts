import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { A, refused, used, type Refusal } from './support/refusal.ts';
import { createRepositoryLab } from './support/repository-lab.ts';

const REFUSALS: readonly Refusal[] = [
  {
    name: 'a changed file',
    code: 'worktree_not_clean',
    says: '"a.txt"',
    given: async (lab) => lab.write(join(await used(lab), 'a.txt'), 'changed'),
  },
  {
    name: 'a renamed file',
    code: 'worktree_not_clean',
    says: '"new name"',
    given: async (lab) => void (await lab.gitIn(await used(lab), 'mv', 'a.txt', 'new name')),
  },
  {
    name: 'an untracked file that the settings hide',
    code: 'worktree_not_clean',
    says: '"new.txt"',
    async given(lab) {
      await lab.git('config', 'status.showUntrackedFiles', 'no');
      await lab.write(join(await used(lab), 'new.txt'), '');
    },
  },
  {
    name: 'changes before a new session with a given id',
    code: 'worktree_not_clean',
    says: '"new.txt"',
    request: { ...A, session: { mode: 'new', id: '7d54a799-1f0e-4a53-9c0b-0d9bd9b6c0de' } },
    given: async (lab) => lab.write(join(await used(lab), 'new.txt'), ''),
  },
  {
    name: 'another branch in the worktree',
    code: 'worktree_conflict',
    says: 'the branch other checked out; expected ccx/a',
    given: async (lab) => void (await lab.gitIn(await used(lab), 'switch', '--quiet', '-c', 'other')),
  },
  {
    name: 'a detached HEAD',
    code: 'worktree_conflict',
    says: 'no branch checked out',
    given: async (lab) => void (await lab.gitIn(await used(lab), 'switch', '--quiet', '--detach')),
  },
  {
    name: 'its branch in another worktree',
    code: 'worktree_conflict',
    says: 'is checked out in',
    async given(lab) {
      await lab.git('worktree', 'add', '--quiet', '-b', 'ccx/a', join(lab.home.home, 'linked'));
    },
  },
  {
    name: 'a base on which the branch is not built',
    code: 'worktree_conflict',
    says: 'not built on the base',
    async given(lab) {
      await used(lab);
      await lab.git('commit', '--quiet', '--allow-empty', '-m', 'Later');
      return { worktree: { name: 'a', base: 'main' } };
    },
  },
  {
    name: 'the same without a worktree',
    code: 'worktree_conflict',
    says: 'not built on the base',
    async given(lab) {
      await lab.git('branch', 'ccx/a');
      await lab.git('commit', '--quiet', '--allow-empty', '-m', 'Later');
      return { worktree: { name: 'a', base: 'main' } };
    },
  },
  {
    name: 'a folder of somebody else',
    code: 'worktree_conflict',
    says: 'no worktree of this repository',
    given: async (lab) => lab.write(join(lab.pathOf('a'), 'mine.txt'), ''),
  },
  {
    name: 'a repository of somebody else',
    code: 'worktree_conflict',
    says: 'no worktree of this repository',
    given: async (lab) => void (await lab.git('clone', '--quiet', lab.main, lab.pathOf('a'))),
  },
  {
    name: 'a worktree that has lost its link',
    code: 'worktree_conflict',
    says: 'lost its link',
    given: async (lab) => rm(join(await used(lab), '.git')),
  },
  {
    name: 'a worktree in the books whose folder is another repository now',
    code: 'worktree_conflict',
    says: 'lost its link',
    async given(lab) {
      const path = await used(lab);
      await rm(path, { recursive: true });
      await lab.git('clone', '--quiet', lab.main, path);
    },
  },
  {
    name: 'a link in its place',
    code: 'worktree_conflict',
    says: 'is no folder',
    async given(lab) {
      await lab.write(join(lab.main, '.ccx/worktrees/x/y'), '');
      await symlink(lab.main, lab.pathOf('a'));
    },
  },
  {
    name: 'a link that leads all worktrees elsewhere',
    code: 'worktree_conflict',
    says: '.ccx" is no folder',
    given: async (lab) => symlink(lab.home.home, join(lab.main, '.ccx')),
  },
  {
    name: 'a locked worktree whose folder is missing',
    code: 'worktree_conflict',
    says: 'is locked',
    async given(lab) {
      const path = await used(lab);
      await lab.git('worktree', 'lock', path);
      await rm(path, { recursive: true });
    },
  },
];

describe.concurrent('a run in a worktree is refused because of', () => {
  test.each(REFUSALS)('$name', async (refusal) => {
    const { error, before, after } = await refused(refusal);
    expect(error).toMatchObject({ code: refusal.code, message: expect.stringContaining(refusal.says) });
    // What git itself refuses, it explains itself.
    if (refusal.code !== 'io_failed') expect(error).toMatchObject({ hint: expect.stringMatching(/./) });
    expect(after).toEqual(before);
  });

  test('a run under way in it, until that has ended', async () => {
    const lab = await createRepositoryLab(
      `started(); text('works'); process.on('SIGINT', () => { done(); process.exit(); }); forever();`,
    );
    const first = lab.runner.run(lab.request(A), lab.target);
    for await (const { type } of first) {
      if (type !== 'text') continue;
      await expect(lab.runner.run(lab.request(A), lab.target).result).rejects.toMatchObject({ code: 'worktree_busy' });
      first.interrupt();
    }
    await first.result;
    const second = lab.runner.run(lab.request(A), lab.target);
    await until(() => second.pid !== null);
    await second.kill();
    expect((await second.result).status).toBe('cancelled');
  });

  test('a run that was started in the folder itself', async () => {
    const lab = await createRepositoryLab(
      `started(); if (input() === 'wait') { text('works'); forever(); } else done();`,
    );
    await lab.runner.run(lab.request(A), lab.target).result;
    const inside = lab.runner.run(lab.request({ prompt: 'wait', cwd: join(lab.pathOf('a'), 'sub') }), lab.target);
    await until(() => inside.pid !== null);
    await expect(lab.runner.run(lab.request(A), lab.target).result).rejects.toMatchObject({
      code: 'worktree_busy',
      message: expect.stringContaining(inside.runId),
    });
    await inside.kill();
  });
});
