import { CcxError } from '@ccx/contracts';
import type { Git } from './git.ts';

/** How many fields stand before the path, by the kind of a line of `status --porcelain=v2`. */
const FIELDS_BEFORE_PATH: Readonly<Record<string, number>> = { '1': 8, '2': 9, u: 10, '?': 1 };

/** The path of something that is not committed, untracked files included; `null` where all is clean. */
export async function firstChange(git: Git, path: string): Promise<string | null> {
  // Said in full: the settings of a repository may hide both.
  const text = await git.tell(path, [
    'status',
    '--porcelain=v2',
    '-z',
    '--untracked-files=normal',
    '--ignore-submodules=none',
  ]);
  const [line = ''] = text.split('\0');
  if (line === '') return null;
  return line
    .split(' ')
    .slice(FIELDS_BEFORE_PATH[line.charAt(0)] ?? 0)
    .join(' ');
}

/** @throws {CcxError} `worktree_not_clean` */
export async function requireClean(git: Git, path: string, next: string): Promise<void> {
  const change = await firstChange(git, path);
  if (change === null) return;
  throw new CcxError(
    'worktree_not_clean',
    `The worktree "${path}" holds changes that are not committed, such as "${change}".`,
    { hint: `Commit them or take them away (git -C "${path}" status)${next}.` },
  );
}
