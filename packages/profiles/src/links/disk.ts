import { constants } from 'node:fs';
import { chmod, link, lstat, mkdir, rename, rm, symlink, unlink, utimes } from 'node:fs/promises';
import { CcxError } from '@ccx/contracts';
import { writeWhole } from '../registry/whole-file.ts';
import { copyFile } from './copy-file.ts';

/** What a copy keeps of its original beside the bytes. */
export interface Stamp {
  /** As `lstat` tells it. */
  readonly mode: number;
  readonly atimeMs: number;
  readonly mtimeMs: number;
}

/** All ways in which links change the machine, each one step that happens or does not. */
export interface Disk {
  /** With the folders above it, mode 0700; one that is there stays. */
  readonly makeFolder: (path: string) => Promise<void>;
  /** Gives a folder the mode and the times of another. */
  readonly stamp: (path: string, stamp: Stamp) => Promise<void>;
  /** Moves within one file system, to a place that is free. */
  readonly move: (from: string, to: string) => Promise<void>;
  /** A symbolic link, at a place that is free. */
  readonly link: (target: string, path: string) => Promise<void>;
  /** Removes one name. */
  readonly unlink: (path: string) => Promise<void>;
  /** Copies a file with its mode and times to a place that is free, and compares the copy. */
  readonly copy: (from: string, to: string) => Promise<void>;
  /** Gives a file a second name, at a place that is free; where the file system cannot, its only one. */
  readonly name: (path: string, second: string) => Promise<void>;
  /** A small file, whole or not at all. */
  readonly write: (path: string, text: string) => Promise<void>;
  /** For ccx's own folders only. */
  readonly removeTree: (path: string) => Promise<void>;
}

/** What link(2) answers on file systems that have no hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

export const realDisk: Disk = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  async stamp(path, { mode, atimeMs, mtimeMs }) {
    await chmod(path, mode & ~constants.S_IFMT);
    await utimes(path, atimeMs / 1000, mtimeMs / 1000);
  },
  move,
  link: (target, path) => symlink(target, path),
  unlink: (path) => unlink(path),
  copy: copyFile,
  async name(path, second) {
    await link(path, second).catch(async (error: unknown) => {
      if (!NO_LINKS.includes(codeOf(error))) throw error;
      await move(path, second);
    });
  },
  write: writeWhole,
  removeTree: (path) => rm(path, { recursive: true, force: true }),
};

async function move(from: string, to: string): Promise<void> {
  // rename(2) would take the place of a file, or of an empty folder.
  if (await isThere(to)) throw new CcxError('link_conflict', `"${to}" is there already.`);
  await rename(from, to);
}

/** Whether anything has this name, a link that leads nowhere included. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => {
      if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return false;
      throw error;
    },
  );
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
