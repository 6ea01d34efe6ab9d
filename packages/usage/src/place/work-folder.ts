import { readFileSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { WorkFolder } from '@ccx/contracts';

/** More than a `.git` file or a `commondir` ever holds; what is larger is neither. */
const POINTER_BYTES = 4096;

/**
 * In which repository a folder lies, by what stands on the disk now and without calling git; `null` where it lies in
 * none, or is gone. A submodule is a repository of its own, as git sees it.
 */
export function workFolder(cwd: string): WorkFolder | null {
  if (!isAbsolute(cwd) || !isFolder(cwd)) return null;
  for (let folder = cwd; ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    const found = stats(git);
    if (found?.isDirectory() === true && isFile(join(git, 'HEAD')))
      return { cwd, repository: folder, worktree: folder };
    if (found?.isFile() === true) {
      const repository = repositoryOf(git, folder);
      if (repository !== null) return { cwd, repository, worktree: folder };
    }
    if (folder === dirname(folder)) return null;
  }
}

/** A worktree's `.git` is a file that names a folder, in which `commondir` names what it shares with its repository. */
function repositoryOf(git: string, worktree: string): string | null {
  const named = /^gitdir: (.+?)\s*$/.exec(pointer(git) ?? '')?.[1];
  if (named === undefined) return null;
  const own = resolve(worktree, named);
  if (!isFile(join(own, 'HEAD'))) return null;
  const shared = pointer(join(own, 'commondir'))?.trim();
  if (shared === undefined) return worktree;
  const common = resolve(own, shared);
  return basename(common) === '.git' ? dirname(common) : common;
}

function pointer(path: string): string | null {
  const found = stats(path);
  if (found === null || !found.isFile() || found.size > POINTER_BYTES) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function isFolder(path: string): boolean {
  return stats(path)?.isDirectory() === true;
}

function isFile(path: string): boolean {
  return stats(path)?.isFile() === true;
}

function stats(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
