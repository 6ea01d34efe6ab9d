import { join } from 'node:path';
import { CcxError, type RunRequest } from '@ccx/contracts';

/** The folder in a repository's main checkout that belongs to ccx. */
export const OWN_FOLDER = '.ccx';

const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/** Where a worktree lies, and its branch. */
export interface WorktreePlace {
  readonly name: string;
  readonly path: string;
  readonly branch: string;
  /** The branch as git keeps it. */
  readonly ref: string;
}

/** @param main top folder of the repository's main checkout */
export function placeOf(main: string, name: string): WorktreePlace {
  const branch = `ccx/${name}`;
  return { name, path: join(worktreesFolder(main), name), branch, ref: `refs/heads/${branch}` };
}

export function worktreesFolder(main: string): string {
  return join(main, OWN_FOLDER, 'worktrees');
}

/**
 * A name becomes a folder and a branch, so it must be good for both on every file system.
 *
 * @throws {CcxError} `invalid_argument`
 */
export function checkWorktreeName(name: string): void {
  if (NAME.test(name) && !name.includes('..') && !/\.(?:lock)?$/i.test(name)) return;
  throw new CcxError('invalid_argument', `The name of the worktree is "${name.slice(0, 120)}".`, {
    hint: 'Take at most 100 letters, digits, "-", "_" and ".", without "-" or "." at the start, ".." or ".lock" at the end.',
  });
}

/** @throws {CcxError} `invalid_argument` */
export function checkWorktree({ name, base }: NonNullable<RunRequest['worktree']>): void {
  checkWorktreeName(name);
  if (base === undefined || /^[^-\p{Cc}][^\p{Cc}]*$/u.test(base)) return;
  throw new CcxError('invalid_argument', `The base of the worktree is "${base.slice(0, 120)}".`, {
    hint: 'Name a branch, a tag or the id of a commit.',
  });
}
