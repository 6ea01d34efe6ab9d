import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CcxError, type RunWorktree } from '@ccx/contracts';
import { requireClean } from './changes.ts';
import { baseCommit, commitOf, isPartOf } from './commits.ts';
import { listEntries, type WorktreeEntry } from './entries.ts';
import { conflict, isThere, requireLinked } from './existing.ts';
import type { Git } from './git.ts';
import { makeWorktree, unmakeWorktree } from './make-worktree.ts';
import type { WorktreePlace } from './place.ts';
import type { Repository } from './repository.ts';

export interface WantedWorktree {
  /** The folder for which it is wanted: its commit is the default base, its place is kept. */
  readonly cwd: string;
  readonly base?: string;
  /** What lies there is the work that is to go on, as it was left. */
  readonly goesOn: boolean;
}

/** Where the agent is to work. */
export interface ReadyWorktree extends RunWorktree {
  readonly cwd: string;
}

/**
 * Makes a worktree, or sees that the one that is there can be used. Its lock must be held.
 *
 * @throws {CcxError} `invalid_argument`, `not_a_repository`, `worktree_conflict`, `worktree_not_clean`, `io_failed`
 */
export async function prepareWorktree(
  git: Git,
  repository: Repository,
  place: WorktreePlace,
  wanted: WantedWorktree,
): Promise<ReadyWorktree> {
  const { cwd, goesOn } = wanted;
  const { path, branch } = place;
  const entries = await listEntries(git, cwd);
  const base = wanted.base === undefined ? null : await baseCommit(git, cwd, wanted.base);
  if (await isThere(repository, place)) {
    const entry = await requireLinked(git, repository, place, entries);
    if (!goesOn) await requireFresh(git, place, entry, base);
    const onBranch = entry.ref?.replace(/^refs\/heads\//, '') ?? null;
    return { path, branch: onBranch, base: await headOf(git, path), cwd: await folderIn(place, repository) };
  }

  const start = await startOf(git, repository, place, { cwd, goesOn, base, entries });
  await makeWorktree(git, repository, place, start);
  try {
    return { path, branch, base: await headOf(git, path), cwd: await folderIn(place, repository) };
  } catch (error) {
    await unmakeWorktree(git, repository, place, start);
    throw error;
  }
}

/** A worktree that is there and begins something new: on its branch, clean, built on the base. */
async function requireFresh(git: Git, place: WorktreePlace, entry: WorktreeEntry, base: string | null): Promise<void> {
  const { path, branch, ref } = place;
  if (entry.ref !== ref) {
    const other = entry.ref === null ? 'no branch' : `the branch ${entry.ref.replace(/^refs\/heads\//, '')}`;
    throw conflict(
      `The worktree "${path}" has ${other} checked out; expected ${branch}.`,
      `git -C "${path}" switch ${branch}, or take another name.`,
    );
  }
  await requireClean(git, path, ', resume its session, or take another name');
  if (base !== null) await requireBase(git, path, place, base);
}

/** Sees that a worktree can be made; the commit at which its branch is to begin, `null` where the branch exists. */
async function startOf(
  git: Git,
  { main }: Repository,
  place: WorktreePlace,
  {
    cwd,
    goesOn,
    base,
    entries,
  }: Pick<WantedWorktree, 'cwd' | 'goesOn'> & {
    readonly base: string | null;
    readonly entries: readonly WorktreeEntry[];
  },
): Promise<string | null> {
  const { path, branch, ref } = place;
  const left = entries.find((entry) => entry.path === path);
  if (left?.locked === true) {
    throw conflict(`The worktree "${path}" is locked and its folder is missing.`, `git worktree unlock "${path}"`);
  }
  const elsewhere = entries.find((entry) => entry.ref === ref && entry.path !== path);
  if (elsewhere !== undefined) {
    throw conflict(`The branch ${branch} is checked out in "${elsewhere.path}".`, 'Take another name.');
  }
  const tip = await commitOf(git, main, ref);
  if (tip !== null && base !== null && !goesOn) await requireBase(git, main, place, base);
  const start = tip === null ? (base ?? (await commitOf(git, cwd, 'HEAD'))) : null;
  if (tip === null && start === null) {
    throw new CcxError('not_a_repository', `The repository of "${cwd}" has no commit, and a worktree needs one.`, {
      hint: 'Make a first commit, or run without a worktree.',
    });
  }
  // Its folder is gone, so nothing is lost but the entry.
  if (left !== undefined) await git.tell(main, ['worktree', 'remove', path]);
  return start;
}

async function requireBase(git: Git, cwd: string, { branch, ref }: WorktreePlace, base: string): Promise<void> {
  if (await isPartOf(git, cwd, base, ref)) return;
  throw conflict(
    `The branch ${branch} is there already and is not built on the base ${base.slice(0, 12)}.`,
    'Leave out the base to go on with the branch, or take another name.',
  );
}

function headOf(git: Git, path: string): Promise<string> {
  return git.tell(path, ['rev-parse', '--verify', 'HEAD']);
}

/** The same folder below the top as the caller's; a link in the branch must not lead out of the worktree. */
async function folderIn({ path, branch }: WorktreePlace, { below }: Repository): Promise<string> {
  const folder = resolve(join(path, below));
  if ((await realpath(folder).catch(() => null)) === folder) return folder;
  throw new CcxError('invalid_argument', `There is no folder "${below}" on the branch ${branch}.`, {
    hint: 'Commit it first, or run from the top of the repository.',
  });
}
