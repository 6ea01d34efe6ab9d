import { readlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Instant } from '@ccx/contracts';
import { codeOf, isThere, type Disk } from './disk.ts';

/** A link that ccx makes, and where it puts what lay in its place. */
export interface Replacement {
  /** Absolute; where the link is. */
  readonly path: string;
  /** Absolute; where it leads, exactly as the link says it. */
  readonly target: string;
  /** `null`: nothing lay there. */
  readonly backup: string | null;
  /** `false` while it is being made: what is found then was left by a process that died, or that still works. */
  readonly made: boolean;
  readonly at: Instant;
}

/** What is found in a link's place: exactly this link, nothing, or something else. */
export type Standing = 'ours' | 'gone' | 'other';

export async function standing({ path, target }: Pick<Replacement, 'path' | 'target'>): Promise<Standing> {
  try {
    return (await readlink(path)) === target ? 'ours' : 'other';
  } catch (error) {
    // EINVAL: no link.
    if (codeOf(error) === 'EINVAL') return 'other';
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return 'gone';
    throw error;
  }
}

export async function putLink(disk: Disk, { path, target, backup }: Replacement): Promise<void> {
  await disk.makeFolder(dirname(path));
  if (backup !== null && (await isThere(path))) {
    await disk.makeFolder(dirname(backup));
    await disk.move(path, backup);
  }
  await disk.link(target, path);
}

/**
 * Undoes a link from whatever point its making, or its undoing, came to. `false`: something else lies in its place
 * while the backup waits; both are left.
 */
export async function takeBack(disk: Disk, replacement: Replacement): Promise<boolean> {
  const { path, backup } = replacement;
  const found = await standing(replacement);
  const waiting = backup !== null && (await isThere(backup)) ? backup : null;
  if (found === 'other') return waiting === null;
  if (found === 'ours') await disk.unlink(path);
  if (waiting !== null) await disk.move(waiting, path);
  return true;
}
