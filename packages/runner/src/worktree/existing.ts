import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CcxError } from '@ccx/contracts';
import type { WorktreeEntry } from './entries.ts';
import type { Git } from './git.ts';
import { worktreesFolder, type WorktreePlace } from './place.ts';
import type { Repository } from './repository.ts';

/** Whether there is something where a worktree is to lie; follows no link on the way, wherever it may lead. */
export async function isThere({ main }: Repository, { path }: WorktreePlace): Promise<boolean> {
  const folder = worktreesFolder(main);
  for (const one of [dirname(folder), folder, path]) {
    const found = await lstat(one).catch(() => null);
    if (found === null) return false;
    if (!found.isDirectory()) throw conflict(`"${one}" is no folder.`, 'Move it away.');
  }
  return true;
}

/**
 * The books on a folder that is there, when the folder agrees with them.
 *
 * @throws {CcxError} `worktree_conflict`
 */
export async function requireLinked(
  git: Git,
  { common }: Repository,
  { path }: WorktreePlace,
  entries: readonly WorktreeEntry[],
): Promise<WorktreeEntry> {
  const entry = entries.find((one) => one.path === path);
  if (entry === undefined) {
    throw conflict(`"${path}" is no worktree of this repository.`, 'Move it away, or take another name.');
  }
  const ask = (what: string) => git.ask(path, ['rev-parse', '--path-format=absolute', what]);
  const [top, shared] = await Promise.all([ask('--show-toplevel'), ask('--git-common-dir')]);
  if (top.stdout !== `${path}\n` || shared.stdout !== `${common}\n`) {
    throw conflict(
      `"${path}" has lost its link to this repository.`,
      `git worktree repair "${path}", or move it away.`,
    );
  }
  return entry;
}

export function conflict(message: string, hint: string): CcxError {
  return new CcxError('worktree_conflict', message, { hint });
}
