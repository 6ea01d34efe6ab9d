import { mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CcxError } from '@ccx/contracts';

/**
 * Puts a text in the place of a file, whole or not at all, also after a power cut (as quota-probe's whole-file.ts does).
 * Mode 0600 in a folder of mode 0700, which is made where it is missing. Who writes holds a lock on the file: drafts of
 * others are of processes that were killed, and are removed.
 *
 * @throws {CcxError} `io_failed`
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  const prefix = `.${basename(path)}.`;
  // Whoever only reads accounts does not wait until this is loaded.
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  const draft = join(folder, `${prefix}${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      if (name.startsWith(prefix) && name.endsWith('.tmp')) await unlink(join(folder, name)).catch(() => {});
    }
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
    const why = error instanceof Error ? error.message : String(error);
    throw new CcxError('io_failed', `"${path}" cannot be written: ${why}`, { cause: error });
  }
}
