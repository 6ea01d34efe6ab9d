import { renameSync, statSync } from 'node:fs';
import { CcxError, type Instant } from '@ccx/contracts';

/** Which file lies at the path; `null` for none. */
export function fileAt(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

/**
 * Moves a damaged database aside, its write-ahead log with it, because a log that stayed would be taken for that of the
 * next file. Returns where it is now; `null` where another process was first, and another file lies there already.
 *
 * @param damaged which file was found to be damaged
 */
export function moveAside(path: string, damaged: bigint | null, now: Instant): string | null {
  if (damaged === null || fileAt(path) !== damaged) return null;
  const stamp = now.replaceAll(/[-:]/g, '').replace('.', '');
  const aside = freePath(`${path}.broken-${stamp}`);
  try {
    // The database last: as long as it is there, nobody begins a new one, whose log would be moved with the old.
    for (const beside of ['-wal', '-shm', '']) {
      if (fileAt(path + beside) !== null) renameSync(path + beside, aside + beside);
    }
  } catch (error) {
    throw new CcxError('io_failed', `The damaged database "${path}" cannot be moved aside.`, {
      hint: `mv '${path}' '${aside}'`,
      cause: error,
    });
  }
  return aside;
}

function freePath(wanted: string): string {
  let path = wanted;
  for (let count = 2; fileAt(path) !== null; count++) path = `${wanted}-${count}`;
  return path;
}
