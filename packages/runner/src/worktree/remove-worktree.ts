import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CcxError, type Env, type RunLedger } from '@ccx/contracts';
import { requireClean } from './changes.ts';
import { commitOf, isPartOf } from './commits.ts';
import { listEntries, type WorktreeEntry } from './entries.ts';
import { conflict, isThere, requireLinked } from './existing.ts';
import { createGit, type Git } from './git.ts';
import { holdWorktree, requireUnused } from './hold.ts';
import { checkWorktreeName, placeOf, type WorktreePlace } from './place.ts';
import { findRepository } from './repository.ts';

export interface RemoveWorktreeOptions {
  /** Any folder of the repository. */
  readonly repository: string;
  readonly name: string;
  /** Delete its branch too, if all of it is merged into its upstream, or without one into the main checkout's HEAD. @default false */
  readonly deleteBranch?: boolean;
  /** Also refuses while a run works in the folder that was started there without naming the worktree. */
  readonly ledger?: Pick<RunLedger, 'list'>;
  /** Environment of git. @default process.env */
  readonly env?: Env;
  readonly signal?: AbortSignal;
}

export interface RemovedWorktree {
  readonly path: string;
  readonly branch: string;
  readonly branchDeleted: boolean;
}

/**
 * Takes away a worktree that ccx made. Nothing that is committed is lost: the branch stays, unless it is merged and its
 * end is asked for. Ignored files, such as builds and dependencies, go with the folder.
 *
 * @throws {CcxError} `not_found`, `worktree_busy`, `worktree_not_clean`, `worktree_not_merged`, `worktree_conflict`,
 *   `invalid_argument`, `not_a_repository`, `io_failed`
 *
 * @example
 * await removeWorktree({ repository: process.cwd(), name: 'fix-login', deleteBranch: true });
 */
export async function removeWorktree({
  repository: cwd,
  name,
  deleteBranch = false,
  ledger,
  env = process.env,
  signal,
}: RemoveWorktreeOptions): Promise<RemovedWorktree> {
  checkWorktreeName(name);
  const git = createGit({ env, ...(signal === undefined ? {} : { signal }) });
  const repository = await findRepository(git, cwd);
  const { main } = repository;
  const place = placeOf(main, name);
  const { path, branch } = place;
  const lock = await holdWorktree(repository, place, signal);
  try {
    requireUnused(place, (await ledger?.list()) ?? []);
    const there = await isThere(repository, place);
    const entries = await listEntries(git, cwd);
    const entry = there
      ? await requireLinked(git, repository, place, entries)
      : entries.find((one) => one.path === path);
    if (entry === undefined) {
      throw new CcxError('not_found', `There is no worktree "${name}" in this repository.`, {
        hint: 'git worktree list',
      });
    }
    if (entry.locked) throw conflict(`The worktree "${path}" is locked.`, `git worktree unlock "${path}"`);
    if (there) await requireClean(git, path, '');
    await requireReachable(git, main, entry);
    const deletes = deleteBranch && (await requireMerged(git, main, place));
    await git.tell(main, ['worktree', 'remove', path]);
    if (deletes) await git.tell(main, ['branch', '-d', branch]);
    await rmdir(dirname(path)).catch(() => {});
    return { path, branch, branchDeleted: deletes };
  } finally {
    await lock.release();
  }
}

/** On a detached HEAD there may be commits that no name leads to. */
async function requireReachable(git: Git, main: string, { path, head }: WorktreeEntry): Promise<void> {
  if (head === null) return;
  const names = ['--branches', '--tags', '--remotes'];
  if ((await git.tell(main, ['rev-list', '--max-count=1', head, '--not', ...names])) === '') return;
  throw new CcxError('worktree_not_merged', `The worktree "${path}" is at the commit ${head}, which no branch holds.`, {
    hint: `git branch NAME ${head}`,
  });
}

/** As `git branch -d` asks, but before anything is removed; `false` where there is no such branch. */
async function requireMerged(git: Git, main: string, { branch, ref }: WorktreePlace): Promise<boolean> {
  if ((await commitOf(git, main, ref)) === null) return false;
  const into = (await commitOf(git, main, `${branch}@{upstream}`)) ?? (await commitOf(git, main, 'HEAD'));
  if (into !== null && (await isPartOf(git, main, ref, into))) return true;
  throw new CcxError('worktree_not_merged', `The branch ${branch} holds commits that are not merged.`, {
    hint: 'Merge it, or remove the worktree without its branch.',
  });
}
