import type { BigIntStats } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** One thing below a folder. */
export interface Found {
  /** Relative to the folder. */
  readonly path: string;
  /** `left`: a folder again, when all below it has been told. `other`: a link, a socket, a pipe, a device. */
  readonly kind: 'file' | 'folder' | 'left' | 'other';
  readonly stats: BigIntStats;
}

/** All below a folder, one at a time, in the order of the disk; links are told and not followed. */
export async function* walk(root: string, below = ''): AsyncGenerator<Found> {
  for await (const { name } of await opendir(join(root, below))) {
    const path = join(below, name);
    const stats = await lstat(join(root, path), { bigint: true });
    if (stats.isDirectory()) {
      yield { path, kind: 'folder', stats };
      yield* walk(root, path);
      yield { path, kind: 'left', stats };
    } else {
      yield { path, kind: stats.isFile() ? 'file' : 'other', stats };
    }
  }
}
