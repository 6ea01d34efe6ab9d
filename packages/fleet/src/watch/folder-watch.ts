import { watch, type FSWatcher } from 'node:fs';
import { statsOf } from '../careful-files.ts';

/** Folders whose changes the system tells of. */
export interface FolderWatch {
  /** Watches exactly these from now on, and those again that were made anew. True where one came or went. */
  follow(folders: readonly string[]): boolean;
  stop(): void;
}

interface Watched {
  readonly inode: number;
  readonly watcher: FSWatcher;
}

/**
 * Watches each folder by itself, none below it. One that is not there, or for which the system has no watch to give, is
 * left to the next `follow`.
 */
export function watchFolders(onChange: () => void): FolderWatch {
  const watched = new Map<string, Watched>();
  const leave = (folder: string): void => {
    watched.get(folder)?.watcher.close();
    watched.delete(folder);
  };
  return {
    follow(folders) {
      let changed = false;
      const wanted = new Set(folders);
      for (const folder of watched.keys()) if (!wanted.has(folder)) leave(folder);
      for (const folder of wanted) {
        const inode = statsOf(folder)?.ino ?? null;
        if (watched.get(folder)?.inode === (inode ?? undefined)) continue;
        changed = true;
        leave(folder);
        if (inode === null) continue;
        try {
          const watcher = watch(folder, { persistent: false }, onChange);
          watcher.on('error', () => leave(folder));
          watched.set(folder, { inode, watcher });
        } catch {
          changed = false;
        }
      }
      return changed;
    },
    stop() {
      for (const folder of watched.keys()) leave(folder);
    },
  };
}
