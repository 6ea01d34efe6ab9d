import { randomBytes } from 'node:crypto';
import { lstat, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CcxError } from '@ccx/contracts';

/** A settings file as it lies there. */
export interface SettingsFile {
  /** Where its bytes are: a link is followed, so that it stays a link. */
  readonly path: string;
  /** `null` where there is no such file. */
  readonly bytes: Buffer | null;
}

/**
 * @throws {CcxError} `not_found` where the config dir is missing; `invalid_config` where the file is a link to nowhere
 */
export async function readSettingsFile(named: string): Promise<SettingsFile> {
  try {
    const path = await realpath(named);
    return { path, bytes: await readFile(path) };
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  if (await exists(lstat(named))) {
    throw new CcxError('invalid_config', `"${named}" is a link to a file that is not there.`, {
      hint: 'Make that file, or remove the link.',
    });
  }
  if (!(await exists(stat(dirname(named))))) {
    throw new CcxError('not_found', `There is no config dir "${dirname(named)}".`, {
      hint: 'claude makes it when it is started for the first time',
    });
  }
  return { path: named, bytes: null };
}

/**
 * Puts new bytes in the place of those that were read, whole or not at all, with the mode that the file had; `null`
 * removes it.
 *
 * @throws {CcxError} `io_failed` where another program has changed the file since it was read
 */
export async function writeSettingsFile({ path, bytes: before }: SettingsFile, bytes: Buffer | null): Promise<void> {
  const mode = before === null ? 0o600 : (await stat(path)).mode & 0o7777;
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  try {
    if (bytes !== null) {
      const file = await open(draft, 'wx', mode);
      try {
        await file.writeFile(bytes);
        // The mode of a new file is narrowed by the umask.
        await file.chmod(mode);
        await file.sync();
      } finally {
        await file.close();
      }
    }
    const now = await readFile(path).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (now === null ? before !== null : before === null || !now.equals(before)) {
      throw new CcxError('io_failed', `"${path}" was changed by another program just now.`, { hint: 'Try again.' });
    }
    await (bytes === null ? unlink(path) : rename(draft, path));
  } catch (error) {
    await unlink(draft).catch(() => {});
    throw error;
  }
}

async function exists(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
