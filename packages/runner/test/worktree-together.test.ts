import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CcxError } from '@ccx/contracts';
import { createTempHome, until } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { excludeOwnFolder } from '../src/worktree/exclude.ts';
import { createRepositoryLab, type RepositoryLab } from './support/repository-lab.ts';

const A = { worktree: { name: 'a' } } as const;

test('of eight runs that ask for one name at once, one gets it and the others are told', async () => {
  // Works until all others have been answered.
  const lab = await createRepositoryLab(`
    started();
    const timer = setInterval(() => {
      if (!fs.existsSync(process.env.HOME + '/go')) return;
      clearInterval(timer);
      done();
    }, 5);
  `);
  const answers: string[] = [];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const { result } = lab.runner.run(lab.request(A), lab.target);
      const answer: unknown = await result.catch((error: unknown) => error);
      answers.push(CcxError.is(answer) ? answer.code : 'ran');
      if (answers.length === 7) await lab.write(join(lab.home.home, 'go'), '');
    }),
  );
  expect(answers).toEqual([...Array.from({ length: 7 }, () => 'worktree_busy'), 'ran']);
  expect((await lab.git('worktree', 'list')).match(/ccx\/a/g)).toHaveLength(1);
});

test('twenty at once name the folder once in the exclude file', async () => {
  const lab = await createRepositoryLab();
  const common = join(lab.main, '.git');
  await Promise.all(Array.from({ length: 20 }, () => excludeOwnFolder({ main: lab.main, common, below: '' })));
  const exclude = await readFile(join(common, 'info', 'exclude'), 'utf8');
  expect(exclude.match(/^\/\.ccx\/$/gm)).toHaveLength(1);
});

/** A git which finds, wherever it is called with these words, a worktree that another process is making: as often as `times` says. */
async function createStumblingLab(words: string, times: number): Promise<RepositoryLab> {
  const tools = await createTempHome();
  onTestFinished(() => tools.remove());
  const { home: dir } = tools;
  const lab = await createRepositoryLab(undefined, {}, { PATH: `${dir}:${process.env['PATH']}` });
  const half = join(lab.main, '.git', 'worktrees', 'half');
  await writeFile(
    join(dir, 'git'),
    `#!/bin/sh
PATH=\${PATH#*:}
case "$*" in
"${words}"*)
  echo x >> '${dir}/calls'
  if [ $(wc -l < '${dir}/calls') -le ${times} ]; then
    mkdir -p '${half}'; echo '${lab.main}/half/.git' > '${half}/gitdir'; echo 'ref: refs/heads/half' > '${half}/HEAD'; : > '${half}/commondir'
  fi;;
esac
git "$@"
code=$?
rm -rf '${half}'
exit $code
`,
    { mode: 0o755 },
  );
  return lab;
}

describe('a worktree that another process is making at this moment', () => {
  test.for(['worktree list', 'worktree add'])('holds up git %s for a moment only', async (words) => {
    const lab = await createStumblingLab(words, 3);
    const { last } = await lab.runner.run(lab.request(A), lab.target).result;
    expect(last.summary.text).toBe(lab.pathOf('a'));
    expect((await lab.git('branch', '--list', 'ccx/*')).trim()).toMatch(/ccx\/a$/);
  });

  test('is told of where it stays half made, and nothing is left of what was begun', async () => {
    const lab = await createStumblingLab('worktree add', 100);
    await expect(lab.runner.run(lab.request(A), lab.target).result).rejects.toMatchObject({
      code: 'io_failed',
      message: expect.stringMatching(/failed to read .*half\/commondir/),
    });
    expect(await lab.git('branch', '--list', 'ccx/*')).toBe('');
    await expect(readdir(join(lab.main, '.ccx'))).rejects.toThrow('ENOENT');
  });
});

const source = (path: string): string => new URL(`../src/${path}`, import.meta.url).href;

/** Asks for each name when it is told to, and keeps what it gets until its stdin ends. */
const PROGRAM = `
  import { once } from 'node:events';
  import { createStopControl } from '${source('stop-control.ts')}';
  import { createWorkplace } from '${source('worktree/workplace.ts')}';
  const [cwd, ...names] = process.argv.slice(1);
  console.log('ready');
  await once(process.stdin, 'data');
  for (const name of names) {
    const place = createWorkplace({ env: process.env, ledger: {} }, createStopControl());
    const entered = place.enter({ prompt: '', cwd, permission: 'safe', worktree: { name } });
    console.log(await entered.then(({ worktree }) => name + ' ' + worktree.branch, (error) => error.code ?? error.stack));
  }
  process.stdin.resume();
  await once(process.stdin, 'end');
`;

test('of eight processes, each name goes to one', async () => {
  const lab = await createRepositoryLab();
  const node = ['--conditions=@ccx/source', '--input-type=module', '-e', PROGRAM, lab.main];
  // A name of its own first, so that all of them make something at once.
  const children = Array.from({ length: 8 }, (_, at) =>
    spawn(process.execPath, [...node, `own-${at}`, 'a', 'b'], {
      env: lab.home.env,
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  onTestFinished(() => void children.map((child) => child.kill('SIGKILL')));
  const output = children.map(() => '');
  for (const [at, child] of children.entries()) {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output[at] += chunk));
  }
  const lines = (): readonly string[] => output.join('').trim().split('\n');
  await until(() => lines().filter((line) => line === 'ready').length === 8);
  for (const child of children) child.stdin.write('go\n');
  await until(() => lines().length === 8 * 4);
  const own = lines().filter((line) => !['ready', 'worktree_busy'].includes(line) && !/^[ab] /.test(line));
  expect(own.toSorted()).toEqual(children.map((_child, at) => `own-${at} ccx/own-${at}`));
  expect(lines().filter((line) => line.startsWith('a '))).toEqual(['a ccx/a']);
  expect(lines().filter((line) => line.startsWith('b '))).toEqual(['b ccx/b']);
  expect(lines().filter((line) => line === 'worktree_busy')).toHaveLength(14);

  // None of them gave anything back: what dead owners held is free.
  for (const child of children) child.kill('SIGKILL');
  await until(() => children.every((child) => child.signalCode !== null));
  const { runner, request, target } = lab;
  await expect(runner.run(request(A), target).result).resolves.toMatchObject({ status: 'success' });
});
