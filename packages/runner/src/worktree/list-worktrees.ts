import { lstat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Env } from '@ccx/contracts';
import { firstChange } from './changes.ts';
import { listEntries, type WorktreeEntry } from './entries.ts';
import { createGit, type Git } from './git.ts';
import { worktreesFolder } from './place.ts';
import { findRepository, type Repository } from './repository.ts';

/** A worktree that ccx made. */
export interface ListedWorktree {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** What is checked out; `null` for a detached HEAD. */
  readonly branch: string | null;
  /** Whether all is committed, untracked files included; `null` where it cannot be told, e.g. the folder is gone. */
  readonly clean: boolean | null;
  /** Commits that the main checkout's HEAD does not have; `null` where they cannot be counted. */
  readonly ahead: number | null;
}

export interface ListWorktreesOptions {
  /** Any folder of the repository. */
  readonly cwd: string;
  /** Environment of git. @default process.env */
  readonly env?: Env;
  readonly signal?: AbortSignal;
}

/**
 * The worktrees below `.ccx/worktrees` of a repository, by name. Changes nothing.
 *
 * @throws {CcxError} `not_a_repository`, `io_failed`
 */
export async function listWorktrees({
  cwd,
  env = process.env,
  signal,
}: ListWorktreesOptions): Promise<readonly ListedWorktree[]> {
  const git = createGit({ env, ...(signal === undefined ? {} : { signal }) });
  const repository = await findRepository(git, cwd);
  const own = (await listEntries(git, cwd)).filter(({ path }) => dirname(path) === worktreesFolder(repository.main));
  const listed = await Promise.all(own.map((entry) => describe(git, repository, entry)));
  return listed.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function describe(git: Git, { main }: Repository, { path, head, ref }: WorktreeEntry): Promise<ListedWorktree> {
  const folder = await lstat(path).catch(() => null);
  const count = head === null ? null : await git.ask(main, ['rev-list', '--count', `HEAD..${head}`]);
  return {
    name: basename(path),
    path,
    branch: ref?.replace(/^refs\/heads\//, '') ?? null,
    clean: folder === null ? null : await isClean(git, path),
    ahead: count?.exitCode === 0 ? Number(count.stdout) : null,
  };
}

/** One worktree with broken links must not hide the others. */
async function isClean(git: Git, path: string): Promise<boolean | null> {
  const { exitCode, stdout } = await git.ask(path, ['rev-parse', '--show-toplevel']);
  if (exitCode !== 0 || stdout !== `${path}\n`) return null;
  return (await firstChange(git, path)) === null;
}
