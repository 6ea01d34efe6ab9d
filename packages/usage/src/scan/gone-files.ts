import { sep } from 'node:path';
import type { FolderListing } from './list-folder.ts';

/**
 * The transcripts that are gone, of those that were read once: neither listed nor in a folder that cannot be read now.
 *
 * @param known absolute paths, as `UsageStore.files` gives them
 */
export function goneFiles(known: readonly string[], { files, folders, obstacles }: FolderListing): readonly string[] {
  const there = new Set([...files, ...folders, ...obstacles.map(({ path }) => path)]);
  const hidden = obstacles.map(({ path }) => path + sep);
  return known.filter((file) => !there.has(file) && !hidden.some((folder) => file.startsWith(folder)));
}
