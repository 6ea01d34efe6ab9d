import { watch, type FSWatcher } from 'node:fs';

/** Folders whose changes are told by the system. */
export interface WatchedFolders {
  /** Watches exactly these from now on; one that cannot be watched is left to looking again. */
  follow(folders: readonly string[]): void;
  /** Resolves at the first change since it last did, and after `atMostMs` at the latest. Rejects when `signal` is aborted. */
  changed(atMostMs: number, signal: AbortSignal): Promise<void>;
  stop(): void;
}

/**
 * Watches each folder by itself: what the system offers for whole trees is not there everywhere, and where Node makes it up,
 * it watches every single file.
 */
export function watchFolders(): WatchedFolders {
  const watchers = new Map<string, FSWatcher>();
  let dirty = false;
  let wake: (() => void) | null = null;
  const onChange = (): void => {
    dirty = true;
    wake?.();
  };
  const leave = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  return {
    follow: (folders) => {
      const wanted = new Set(folders);
      for (const folder of watchers.keys()) if (!wanted.has(folder)) leave(folder);
      for (const folder of wanted) {
        if (watchers.has(folder)) continue;
        try {
          const watcher = watch(folder, onChange);
          watcher.on('error', () => leave(folder));
          watchers.set(folder, watcher);
        } catch {
          // The system has no more watches to give, or the folder is gone again.
        }
      }
    },
    changed: (atMostMs, signal) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', aborted);
          wake = null;
          dirty = false;
          settle();
        };
        const aborted = (): void => end(() => reject(signal.reason));
        const timer = setTimeout(() => end(resolve), atMostMs);
        signal.addEventListener('abort', aborted);
        wake = () => end(resolve);
        if (signal.aborted) aborted();
        else if (dirty) wake();
      }),
    stop: () => {
      for (const folder of watchers.keys()) leave(folder);
    },
  };
}
