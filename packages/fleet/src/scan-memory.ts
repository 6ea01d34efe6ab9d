import { statsOf } from './careful-files.ts';

/** What files said in earlier scans. Make one, and hand it to each scan of the same machine. */
export interface ScanMemory {
  /** What `read` makes of a file: made anew only where the file has changed. `null` where there is none. */
  read<T>(path: string, read: (path: string) => T): T | null;
  /** What never changes, asked for until there is an answer. Each kind of question has keys of its own. */
  once<T>(key: string, ask: () => T | null): T | null;
}

/** The clocks of file systems stand still for some milliseconds: what was just written may change without a trace. */
const SETTLED_MS = 1000;

/** What is remembered of files and processes that are gone is dropped with all else, now and then. */
const MOST_ENTRIES = 20_000;

/** Nothing is remembered: every scan reads everything. */
export const NO_MEMORY: ScanMemory = { read: (path, read) => read(path), once: (_, ask) => ask() };

/**
 * Remembers what was read of files that have not changed for a second: most of those in a folder of sessions are dead,
 * and most histories rest.
 */
export function createScanMemory(): ScanMemory {
  const known = new Map<string, { readonly version: string; readonly value: unknown }>();
  const facts = new Map<string, unknown>();
  return {
    once<T>(key: string, ask: () => T | null): T | null {
      const value = facts.has(key) ? (facts.get(key) as T) : ask();
      if (facts.size >= MOST_ENTRIES) facts.clear();
      if (value !== null) facts.set(key, value);
      return value;
    },
    read<T>(path: string, read: (path: string) => T): T | null {
      const stats = statsOf(path);
      if (stats === null) {
        known.delete(path);
        return null;
      }
      const version = `${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
      const kept = known.get(path);
      // What was put in under this path came from this reader: each kind of file has one.
      if (kept?.version === version) return kept.value as T;
      const value = read(path);
      if (known.size >= MOST_ENTRIES) known.clear();
      if (Date.now() - stats.mtimeMs >= SETTLED_MS) known.set(path, { version, value });
      else known.delete(path);
      return value;
    },
  };
}
