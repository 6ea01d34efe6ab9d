import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CcxError } from '@ccx/contracts';
import { until } from '@ccx/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { excludeOwnFolder } from '../src/worktree/exclude.ts';
import { createRepositoryLab } from './support/repository-lab.ts';

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
