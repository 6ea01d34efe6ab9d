import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';

/** A pipe under such a name would be waited for without end. */
const NO_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

/** What the system tells of a path; `null` where it tells nothing: not there, out of reach, links in a circle. */
export function statsOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** Opens for reading whatever lies there, and never waits for it; `null` where that cannot be. */
export function openFile(path: string): number | null {
  try {
    return openSync(path, NO_WAITING);
  } catch {
    return null;
  }
}

/** The text of a small file, cut off after a mebibyte; `null` where there is none, or it is no regular file. */
export function readText(path: string): string | null {
  const file = openFile(path);
  if (file === null) return null;
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return null;
    // It may have grown meanwhile, and what lies below /proc has no size.
    const buffer = Buffer.allocUnsafe(Math.min(MOST_BYTES, stats.size + 4096));
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(file, buffer, length, buffer.length - length, null);
    }
    return buffer.toString('utf8', 0, length);
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

/** Files in which one thing is said have a few kilobytes. */
const MOST_BYTES = 1024 * 1024;
