import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BigIntStats } from 'node:fs';
import { CcxError } from '@ccx/contracts';
import { isThere, type Disk, type Stamp } from '../disk.ts';
import { beginsWith } from './begins-with.ts';
import { walk, type Found } from './walk.ts';

/*
 * How a history comes into another one's folder without a moment in which half of a file is there: all that is missing
 * there is copied and compared beside that folder, then every file is given its second name inside of it. Until the
 * copies beside it are removed, each of them proves by its inode which file there came from it.
 */

/** How far it is. */
export interface CopyProgress {
  /** Files that were copied and compared. */
  readonly done: number;
  readonly total: number;
}

/** Copies into `staging` all files of `path` that `target` does not have, with all folders. */
export async function stage(
  disk: Disk,
  { path, target, staging }: { readonly path: string; readonly target: string; readonly staging: string },
  onFile: () => void,
): Promise<void> {
  await disk.makeFolder(staging);
  for await (const { path: name, kind, stats } of walk(path)) {
    const copy = join(staging, name);
    if (kind === 'folder') await disk.makeFolder(copy);
    if (kind === 'left') await disk.stamp(copy, stampOf(stats));
    if (kind === 'other') throw new CcxError('link_conflict', `"${join(path, name)}" is neither file nor folder.`);
    if (kind !== 'file' || (await isThere(join(target, name)))) continue;
    await disk.copy(join(path, name), copy);
    onFile();
  }
}

/** Gives all that was staged, if anything was, its place in `target`; folders that were not there get mode and times of the original. */
export async function publish(disk: Disk, staging: string, target: string): Promise<void> {
  await disk.makeFolder(target);
  if (!(await isThere(staging))) return;
  const made: boolean[] = [];
  for await (const { path: name, kind, stats } of walk(staging)) {
    const place = join(target, name);
    if (kind === 'file') await disk.name(join(staging, name), place);
    if (kind === 'folder') {
      const there = await isThere(place);
      if (there && !(await lstat(place)).isDirectory()) {
        throw new CcxError('link_conflict', `"${place}" is no folder.`);
      }
      made.push(!there);
      if (!there) await disk.makeFolder(place);
    }
    if (kind === 'left' && made.pop() === true) await disk.stamp(place, stampOf(stats));
  }
}

/**
 * Removes from `target` what was published, as far as `path` holds all of it; what a session has added there stays, and so do
 * folders, empty.
 */
export async function withdraw(
  disk: Disk,
  { path, target, staging }: { readonly path: string; readonly target: string; readonly staging: string },
): Promise<void> {
  if (!(await isThere(staging))) return;
  for await (const { path: name, kind, stats } of walk(staging)) {
    const [own, copy] = [join(path, name), join(target, name)];
    if (kind !== 'file' || !(await isThere(copy)) || !(await isThere(own))) continue;
    const { ino, dev } = await lstat(copy, { bigint: true });
    if (ino === stats.ino && dev === stats.dev && (await beginsWith(own, copy))) await disk.unlink(copy);
  }
  await disk.removeTree(staging);
}

/** Changes when any file below the folder is written, added or removed. */
export async function fingerprint(folder: string): Promise<string> {
  let sum = 0n;
  for await (const found of walk(folder)) if (found.kind !== 'left') sum ^= digestOf(found);
  return sum.toString(16);
}

function digestOf({ path, kind, stats }: Found): bigint {
  // The times of folders change by nothing but their entries, which are counted themselves.
  const state = kind === 'folder' ? '' : `${stats.size}\0${stats.mtimeNs}`;
  return BigInt(`0x${createHash('sha256').update(`${path}\0${kind}\0${state}`).digest('hex')}`);
}

function stampOf({ mode, atimeMs, mtimeMs }: BigIntStats): Stamp {
  return { mode: Number(mode), atimeMs: Number(atimeMs), mtimeMs: Number(mtimeMs) };
}
