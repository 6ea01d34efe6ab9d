import { readdirSync, readFileSync } from 'node:fs';

/** A process that carries a mark in its environment. */
export interface MarkedProcess {
  readonly pid: number;
  /** The command line, cut. */
  readonly command: string;
}

/**
 * The processes whose environment holds `name=value`, wherever in the process table they hang: what a tree leaves
 * behind is adopted by init, but it keeps its environment. A zombie has none left and does not count. Linux only.
 */
export function markedProcesses(name: string, value: string): readonly MarkedProcess[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      const environment = readOrEmpty(`/proc/${entry}/environ`).split('\0');
      if (!environment.includes(`${name}=${value}`)) return [];
      const command = readOrEmpty(`/proc/${entry}/cmdline`).replaceAll('\0', ' ').slice(0, 1000);
      return [{ pid: Number(entry), command }];
    });
}

/** A process may end while it is looked at. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
