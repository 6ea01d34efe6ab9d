import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Marks files that a writer has not put in their place yet; whoever lists a folder leaves them out. */
export const UNFINISHED = '.tmp';

/**
 * Puts a text in the place of a file, whole or not at all: it is on the disk under its name when this resolves, also
 * after a power cut. Mode 0600 in a folder of mode 0700, which is made where it is missing.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${basename(path)}.${process.pid}-${randomBytes(6).toString('hex')}${UNFINISHED}`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => {});
    throw error;
  }
  await syncFolder(folder);
}

/** Makes a name in a folder outlive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
