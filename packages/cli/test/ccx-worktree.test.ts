import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '@ccx/contracts';
import type { Scenario } from '@ccx/fake-agents';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCcxPlace, type CcxEnd, type CcxPlace } from './ccx-process.ts';

let place: CcxPlace;
beforeEach(async () => {
  place = await createCcxPlace();
});
afterEach(async () => place.remove());

const result = (text: string): RunResult => JSON.parse(text) as RunResult;

describe('ccx run --worktree', () => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: place.cwd, encoding: 'utf8' });
  const write: Scenario = {
    turns: [
      [
        { tool: 'Write', input: { file_path: 'made.txt', content: 'by the agent' }, effect: true },
        { limit: { resetsIn: '1ms' } },
      ],
      [{ text: 'Done.' }],
    ],
  };

  /** A repository in which an agent has written a file in a worktree and met a limit. */
  async function leaveWork(): Promise<CcxEnd> {
    git('init', '-q', '-b', 'main');
    git('commit', '-q', '--allow-empty', '-m', 'first');
    const end = await place.run(['run', 'x', '--worktree', 'try', '--permission', 'edit'], { scenario: write });
    expect(end.code).toBe(75);
    return end;
  }

  test('leaves the checkout alone, says where the work is, and goes on there', async () => {
    const end = await leaveWork();
    expect(end.stderr).toContain('.ccx/worktrees/try');
    expect(end.stderr).toContain('ccx/try');
    const made = join(place.cwd, '.ccx/worktrees/try/made.txt');
    expect(readFileSync(made, 'utf8')).toBe('by the agent');
    expect([git('status', '--porcelain'), git('branch', '--show-current')]).toEqual(['', 'main\n']);

    const again = await place.run(['run', 'y', '--worktree', 'try'], { scenario: write });
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('[worktree_not_clean]');
    const on = await place.run(['run', '--resume-last', '--json'], { scenario: write });
    expect(on.code).toBe(0);
    expect(result(on.stdout).last.worktree).toMatchObject({ branch: 'ccx/try' });
  });

  test('ccx worktree shows what is left, and removes nothing that would be lost', async () => {
    await leaveWork();
    const listed = await place.run(['worktree']);
    expect(listed.stdout).toMatch(/^ name +commits +work +where\n try +0 +not committed +.*\.ccx\/worktrees\/try\n$/);
    const refused = await place.run(['worktree', 'remove', 'try']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/made\.txt[^]*\[worktree_not_clean\]/);

    rmSync(join(place.cwd, '.ccx/worktrees/try/made.txt'));
    const json = await place.run(['worktree', 'list', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, worktrees: [{ name: 'try', clean: true }] });
    const removed = await place.run(['worktree', 'remove', 'try', '--delete-branch']);
    expect(removed).toMatchObject({ code: 0, stderr: expect.stringContaining('and its branch ccx/try') });
    expect((await place.run(['worktree'])).stderr).toContain('No worktree here');
    expect((await place.run(['worktree', 'remove', 'try'])).stderr).toContain('[not_found]');
  });

  test('exits 2 where there is no repository', async () => {
    const end = await place.run(['run', 'x', '--worktree', 'try', '--cwd', place.home]);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('[not_a_repository]');
  });
});
