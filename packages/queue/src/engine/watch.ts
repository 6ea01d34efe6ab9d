import type { Database } from './database.ts';

/** How often a file is asked whether another process wrote to it; one question takes some microseconds. */
const LOOK_MS = 150;

/** Who waits for a change of the queue. */
export interface Watch {
  /** Resolves at the next change that comes after the call, or when the signal is aborted. */
  changed(signal: AbortSignal): Promise<void>;
}

/** @param shared other processes may have the file open too */
export function createWatch(db: Database, shared: boolean): Watch {
  const waiting = new Set<() => void>();
  let timer: NodeJS.Timeout | null = null;
  let seen: unknown = shared ? db.version() : null;

  const tell = (): void => {
    for (const wake of waiting) wake();
  };
  const look = (): void => {
    if (db.closed) return;
    const version = db.version();
    if (version === seen) return;
    seen = version;
    tell();
  };
  db.onChange(tell);

  return {
    changed: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted || db.closed) return resolve();
        const end = (): void => {
          waiting.delete(end);
          signal.removeEventListener('abort', end);
          if (waiting.size === 0 && timer !== null) {
            clearInterval(timer);
            timer = null;
          }
          resolve();
        };
        waiting.add(end);
        signal.addEventListener('abort', end, { once: true });
        if (shared) timer ??= setInterval(look, LOOK_MS);
      }),
  };
}
