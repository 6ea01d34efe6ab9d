import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a config dir remembers between processes: how much was asked of it, and since when it is limited. */
export interface Counters {
  count(what: 'calls' | 'prompts'): number;
  add(what: 'calls' | 'prompts'): void;
  /** The reset of a limit that was met before; `null` when there is none. */
  reset(window: string): number | null;
  keepReset(window: string, atMs: number): void;
  /** The window starts anew. */
  forget(window: string): void;
}

/**
 * Counters in a folder of the config dir. One byte is appended per count: appending is atomic where reading, adding
 * and writing is not.
 */
export function fileCounters(configDir: string): Counters {
  const folder = join(configDir, '.fake-agent');
  const file = (name: string): string => join(folder, name);
  return {
    count: (what) => {
      try {
        return statSync(file(what)).size;
      } catch {
        return 0;
      }
    },
    add: (what) => {
      mkdirSync(folder, { recursive: true });
      appendFileSync(file(what), '.');
    },
    reset: (window) => {
      try {
        return Number(readFileSync(file(`reset-${window}`), 'utf8'));
      } catch {
        return null;
      }
    },
    keepReset: (window, atMs) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file(`reset-${window}`), String(atMs));
    },
    forget: (window) => {
      for (const name of ['calls', 'prompts', `reset-${window}`]) rmSync(file(name), { force: true });
    },
  };
}
