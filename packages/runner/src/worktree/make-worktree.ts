import { mkdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { excludeOwnFolder } from './exclude.ts';
import { createGit, gitFailed, type Git, whileOthersMake } from './git.ts';
import type { WorktreePlace } from './place.ts';
import type { Repository } from './repository.ts';

/** A checkout writes every file of the commit, and runs the repository's own hook. */
const CHECKOUT_TIMEOUT_MS = 10 * 60_000;

/**
 * Makes a worktree where nothing is, or nothing at all.
 *
 * @param start the commit at which the branch is to begin; `null` where the branch exists
 */
export async function makeWorktree(
  git: Git,
  repository: Repository,
  place: WorktreePlace,
  start: string | null,
): Promise<void> {
  const { path, branch } = place;
  // Before the folder: the main checkout must not even for a moment have a file that it does not know.
  await excludeOwnFolder(repository);
  const what = start === null ? [path, branch] : ['--no-track', '-b', branch, path, start];
  const args = ['worktree', 'add', ...what];
  await whileOthersMake(async () => {
    try {
      await mkdir(dirname(path), { recursive: true });
      const answer = await git.ask(repository.main, args, CHECKOUT_TIMEOUT_MS);
      if (answer.exitCode !== 0) throw gitFailed(args, answer);
    } catch (error) {
      await unmakeWorktree(git, repository, place, start);
      throw error;
    }
  }, git.signal);
}

/** Takes away what `makeWorktree` made a moment ago; nobody has worked there. */
export async function unmakeWorktree(
  { env }: Git,
  { main }: Repository,
  { path, ref }: WorktreePlace,
  start: string | null,
): Promise<void> {
  // Also where the caller has stopped everything else.
  const git = createGit({ env });
  // Twice: a worktree that is half made is locked. By git, which takes away none but its own.
  await git.tell(main, ['worktree', 'remove', '--force', '--force', path]).catch(() => {});
  // With the old value: a branch that has gone on is somebody's work.
  if (start !== null) await git.tell(main, ['update-ref', '-d', ref, start]).catch(() => {});
  for (const empty of [path, dirname(path), dirname(dirname(path))]) await rmdir(empty).catch(() => {});
}
