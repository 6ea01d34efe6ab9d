import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readText, statsOf } from '../careful-files.ts';

/** Where in a git repository a folder lies. */
export interface GitPlace {
  /** The branch that is checked out; of a detached head the first 7 characters of its commit. `null` is unknown. */
  readonly branch: string | null;
  /** Absolute path of the worktree; `null` in the repository's main one. */
  readonly worktree: string | null;
}

/** Reads it from git's own files, no git is started; `null` outside of a repository. */
export function gitPlace(cwd: string): GitPlace | null {
  if (!isAbsolute(cwd)) return null;
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = statsOf(join(folder, '.git'));
    if (found?.isDirectory()) return { branch: branchIn(join(folder, '.git')), worktree: null };
    if (found?.isFile()) {
      const named = /^gitdir: (.+)$/m.exec(readText(join(folder, '.git')) ?? '')?.[1];
      if (named === undefined) return null;
      const gitDir = resolve(folder, named.trim());
      // A submodule's lies in `modules/`: its folder is its main worktree.
      return { branch: branchIn(gitDir), worktree: /[\\/]worktrees[\\/][^\\/]+$/.test(gitDir) ? folder : null };
    }
    if (dirname(folder) === folder) return null;
  }
}

function branchIn(gitDir: string): string | null {
  const head = (readText(join(gitDir, 'HEAD')) ?? '').trim();
  return /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? /^([0-9a-f]{7})[0-9a-f]{33,}$/.exec(head)?.[1] ?? null;
}
