import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRepositoryLab } from './support/repository-lab.ts';

const NAMED = { worktree: { name: 'fix-login' } } as const;

describe.concurrent('a run in a worktree', () => {
  test('works on a branch of its own and leaves the main checkout alone', async () => {
    const lab = await createRepositoryLab();
    await lab.write('a.txt', 'changed and not committed\n');
    await lab.write('staged.txt', 'new\n');
    await lab.git('add', 'staged.txt');
    const before = await lab.mainState();
    const commit = await lab.git('rev-parse', 'HEAD');

    const result = await lab.runner.run(lab.request(NAMED), lab.target).result;
    const path = lab.pathOf('fix-login');
    expect(result).toMatchObject({ status: 'success', last: { summary: { text: path } } });
    expect(result.last.worktree).toEqual({ path, branch: 'ccx/fix-login', base: commit });
    expect(result.attempts).toEqual([result.last]);
    expect(await readFile(join(path, 'made.txt'), 'utf8')).toBe('by the agent');
    expect(await readFile(join(path, 'a.txt'), 'utf8')).toBe('first\n');
    expect(await lab.gitIn(path, 'status', '--porcelain')).toBe('?? made.txt');
    expect(await lab.mainState()).toEqual(before);
  });
});
