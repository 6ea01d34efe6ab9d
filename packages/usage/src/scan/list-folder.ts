import { type Dirent, readdirSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { errorCode } from './error-code.ts';

/** Why something that may hold usage cannot be read: no permission, a link, or no file at all (FIFO, socket, device). */
export type Obstacle = 'unreadable' | 'link' | 'not-a-file';

/** What lies below a folder of transcripts, all paths absolute. */
export interface FolderListing {
  /** Folders first, then files, each by name: a subagent's own file comes before the copies in its parent's. */
  readonly files: readonly string[];
  /** Every folder that was read. */
  readonly folders: readonly string[];
  readonly obstacles: readonly { readonly path: string; readonly is: Obstacle }[];
}

/**
 * Every transcript below a folder. The folder itself may be a link, which profiles use to share one history; links below
 * it are not followed. A folder that is missing is empty.
 */
export function listFolder(root: string, isTranscript: (path: string) => boolean): FolderListing {
  const files: string[] = [];
  const folders: string[] = [];
  const obstacles: { path: string; is: Obstacle }[] = [];

  const visit = (folder: string): void => {
    let entries: readonly Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      if (!isGone(error)) obstacles.push({ path: folder, is: 'unreadable' });
      return;
    }
    folders.push(folder);
    const byName = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of byName) if (entry.isDirectory()) visit(folder + sep + entry.name);
    for (const entry of byName) {
      const path = folder + sep + entry.name;
      if (entry.isDirectory() || !isTranscript(path)) continue;
      if (entry.isFile()) files.push(path);
      else obstacles.push({ path, is: entry.isSymbolicLink() ? 'link' : 'not-a-file' });
    }
  };

  try {
    visit(realpathSync(root));
  } catch (error) {
    if (!isGone(error)) obstacles.push({ path: root, is: 'unreadable' });
  }
  return { files, folders, obstacles };
}

function isGone(error: unknown): boolean {
  return errorCode(error) === 'ENOENT';
}
