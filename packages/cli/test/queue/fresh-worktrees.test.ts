import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '@ccx/fake-agents';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCcxPlace, type CcxPlace } from '../ccx-process.ts';
import { queueOf } from './a-queue.ts';

/** A login that needs no vendor: the agent is scripted. */
const LOGIN = { ANTHROPIC_API_KEY: 'sk-ant-nobody', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' };

let place: CcxPlace;
beforeEach(async () => {
  place = await createCcxPlace();
  git('init', '-q', '-b', 'main');
  git('commit', '-q', '--allow-empty', '-m', 'first');
});
afterEach(async () => place.remove());

function git(...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
    cwd: place.cwd,
    encoding: 'utf8',
  });
}

/** Works one prompt off in a worktree; the agent writes a file where it is told to. */
async function work(options: readonly string[], { writes }: { readonly writes: boolean }): Promise<void> {
  const write = { tool: 'Write', input: { file_path: 'made.txt', content: 'by the agent' }, effect: true };
  const scenario: Scenario = { turns: [[...(writes ? [write] : []), { text: 'Done.' }]] };
  const added = await place.run(['queue', 'add', 'try it', '--permission', 'edit', ...options]);
  expect(added.code).toBe(0);
  const worked = await place.run(['queue', 'work', '--once'], { scenario, env: LOGIN });
  expect(worked).toMatchObject({ code: 0, stdout: expect.stringContaining('✓') });
}

function worktrees(): readonly string[] {
  try {
    return readdirSync(join(place.cwd, '.ccx/worktrees')).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
}

test('a fresh worktree in which nothing was changed goes when its item is done, with its branch', async () => {
  await work(['--worktree'], { writes: false });
  expect(worktrees()).toEqual([]);
  expect(git('branch', '--format=%(refname:short)')).toBe('main\n');
});

test('a fresh worktree with changes stays', async () => {
  await work(['--worktree'], { writes: true });
  expect(worktrees()).toEqual([expect.stringMatching(/^try-it-/)]);
});

test('a worktree that a person named stays', async () => {
  await work(['--worktree', 'mine'], { writes: false });
  expect(worktrees()).toEqual(['mine']);
});

test('what comes again is done in a fresh worktree each time', async () => {
  await place.run(['queue', 'add', 'audit', '--cron', '0 2 * * *', '--worktree', '--permission', 'edit']);
  const write = { tool: 'Write', input: { file_path: 'made.txt', content: 'by the agent' }, effect: true };
  const queue = queueOf(place);
  for (const number of ['1', '2']) {
    const item = await queue.get(number);
    await queue.edit(item?.id ?? '', { runAt: '2026-11-01T02:00:00.000Z' });
    const worked = await place.run(['queue', 'work', '--once'], { scenario: { turns: [[write]] }, env: LOGIN });
    expect(worked).toMatchObject({ code: 0, stdout: expect.stringContaining('✓') });
  }
  await queue.close();
  const [first = '', second = ''] = worktrees();
  expect(second).toBe(first.replace(/-1$/, '-2'));
  expect(first).toMatch(/^audit-[0-9a-f]{4}-1$/);
  const { stdout } = await place.run(['queue', 'show', '2']);
  expect(stdout).toContain(second);
});
