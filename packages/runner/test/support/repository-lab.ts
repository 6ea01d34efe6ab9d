import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { RunnerOptions } from '../../src/index.ts';
import { createLab, type Lab } from './scripted-agent.ts';

const run = promisify(execFile);

/** Writes into its folder and says where it is. */
const WRITES = `started(); fs.writeFileSync('made.txt', 'by the agent'); done(process.cwd());`;

/** A runner with a scripted agent whose folder is a repository with one commit: `a.txt` and `sub/b.txt`. */
export interface RepositoryLab extends Lab {
  readonly main: string;
  git(...args: readonly string[]): Promise<string>;
  gitIn(cwd: string, ...args: readonly string[]): Promise<string>;
  /** Writes a file below the main checkout, or at an absolute path. */
  write(path: string, text: string): Promise<void>;
  /** A program that git calls by itself. */
  hook(name: string, script: string): Promise<void>;
  pathOf(name: string): string;
  /** All of the main checkout that a run elsewhere must leave alone. */
  mainState(): Promise<unknown>;
}

export async function createRepositoryLab(
  script: string = WRITES,
  more: Partial<RunnerOptions> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<RepositoryLab> {
  const lab = await createLab(script, more, env);
  const { home, cwd: main } = lab.home;
  const gitIn = async (cwd: string, ...args: readonly string[]): Promise<string> => {
    const { stdout } = await run('git', args, { cwd, env: { ...lab.home.env, GIT_OPTIONAL_LOCKS: '0' } });
    return stdout.trimEnd();
  };
  const git = (...args: readonly string[]): Promise<string> => gitIn(main, ...args);
  const write = async (path: string, text: string): Promise<void> => {
    const file = path.startsWith('/') ? path : join(main, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  await write(
    join(home, '.gitconfig'),
    '[user]\n  name = Dev\n  email = dev@example.invalid\n[init]\n  defaultBranch = main\n',
  );
  await git('init', '--quiet');
  await write('a.txt', 'first\n');
  await write('sub/b.txt', 'second\n');
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'Begin');
  return {
    ...lab,
    main,
    git,
    gitIn,
    write,
    async hook(name, script) {
      const file = join(main, '.git', 'hooks', name);
      await write(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
    },
    pathOf: (name) => join(main, '.ccx', 'worktrees', name),
    async mainState() {
      const index = join(main, '.git', 'index');
      return {
        head: await readFile(join(main, '.git', 'HEAD'), 'utf8'),
        commit: await git('rev-parse', 'HEAD'),
        status: await git('status', '--porcelain=v2', '--branch', '--untracked-files=all'),
        index: createHash('sha256')
          .update(await readFile(index))
          .digest('hex'),
        touched: (await stat(index)).mtimeMs,
        files: [await readFile(join(main, 'a.txt'), 'utf8'), await readFile(join(main, 'sub', 'b.txt'), 'utf8')],
      };
    },
  };
}
