import { access, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { A, refused, type Refusal } from './support/refusal.ts';
import { createRepositoryLab } from './support/repository-lab.ts';
import { createLab } from './support/scripted-agent.ts';

const REFUSALS: readonly Refusal[] = [
  {
    name: 'a base that does not exist',
    code: 'invalid_argument',
    says: '"nowhere" is no commit',
    request: { worktree: { name: 'a', base: 'nowhere' } },
  },
  {
    name: 'a base that is a file',
    code: 'invalid_argument',
    says: 'no commit',
    request: { worktree: { name: 'a', base: 'HEAD:a.txt' } },
  },
  {
    name: 'a base that would be an option of git',
    code: 'invalid_argument',
    says: '"--all"',
    request: { worktree: { name: 'a', base: '--all' } },
  },
  {
    name: 'a folder that is not on the branch',
    code: 'invalid_argument',
    says: '"new"',
    late: true,
    async given(lab) {
      await lab.write('new/c.txt', '');
      return { cwd: join(lab.main, 'new') };
    },
  },
  {
    name: 'a folder that leads out of the worktree',
    code: 'invalid_argument',
    says: '"out"',
    late: true,
    async given(lab) {
      await symlink('/', join(lab.main, 'out'));
      await lab.git('add', '.');
      await lab.git('commit', '--quiet', '-m', 'Link');
      await rm(join(lab.main, 'out'));
      await lab.write('out/c.txt', '');
      return { cwd: join(lab.main, 'out') };
    },
  },
  {
    name: 'the inside of .git',
    code: 'not_a_repository',
    says: 'no checkout',
    given: async (lab) => ({ cwd: join(lab.main, '.git') }),
  },
  {
    name: 'a bare repository',
    code: 'not_a_repository',
    says: 'no checkout',
    async given(lab) {
      const bare = join(lab.home.home, 'bare.git');
      await lab.git('clone', '--quiet', '--bare', lab.main, bare);
      return { cwd: bare };
    },
  },
  {
    name: 'a worktree of a bare repository',
    code: 'not_a_repository',
    says: 'no main checkout',
    async given(lab) {
      const bare = join(lab.home.home, 'bare.git');
      const linked = join(lab.home.home, 'linked');
      await lab.git('clone', '--quiet', '--bare', lab.main, bare);
      await lab.gitIn(bare, 'worktree', 'add', '--quiet', '-b', 'other', linked);
      return { cwd: linked };
    },
  },
  {
    name: 'a repository without a commit',
    code: 'not_a_repository',
    says: 'has no commit',
    async given(lab) {
      const empty = join(lab.home.home, 'empty');
      await lab.git('init', '--quiet', empty);
      return { cwd: empty };
    },
  },
  {
    name: 'a hook that fails',
    code: 'io_failed',
    says: 'no room here',
    late: true,
    given: async (lab) => lab.hook('post-checkout', 'echo "no room here" >&2; exit 1'),
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

  test('no repository', async () => {
    const { runner, request, target } = await createLab('');
    await expect(runner.run(request(A), target).result).rejects.toMatchObject({
      code: 'not_a_repository',
      hint: expect.stringContaining('git init'),
    });
  });

  test('no git', async () => {
    const { runner, request, target } = await createLab('', {}, { PATH: '/nowhere' });
    await expect(runner.run(request(A), target).result).rejects.toMatchObject({
      code: 'io_failed',
      hint: expect.stringContaining('Install git'),
    });
  });

  test('an option that its agent does not have, before anything is made', async () => {
    const lab = await createRepositoryLab();
    const request = lab.request({ ...A, effort: 'turbo' });
    await expect(lab.runner.run(request, lab.target).result).rejects.toMatchObject({
      code: 'agent_unsupported_option',
    });
    await expect(access(join(lab.main, '.ccx'))).rejects.toThrow('ENOENT');
  });
});
