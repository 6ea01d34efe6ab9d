import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { CcxError } from '@ccx/contracts';

/** Read at once; a smaller file takes no more than it holds. */
const CHUNK = 256 * 1024;

/**
 * Copies one file with its mode and times to a place that is free. The copy is read again and compared with what was
 * read of the original, which must not have changed meanwhile. Links are not followed.
 *
 * @throws {CcxError} `io_failed` where the copy is not the original, `profile_in_use` where that changes meanwhile
 */
export async function copyFile(from: string, to: string): Promise<void> {
  const source = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const before = await source.stat();
    const target = await open(to, 'wx+', 0o600);
    try {
      const read = await digest(source, before.size, (chunk) => writeAll(target, chunk));
      const after = await source.stat();
      if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
        throw new CcxError('profile_in_use', `"${from}" was written while it was copied.`, {
          hint: 'End the session that writes it, then try again.',
        });
      }
      const written = await digest(target, before.size, async () => {});
      if ((await target.stat()).size !== before.size || written !== read) {
        throw new CcxError('io_failed', `The copy "${to}" is not what "${from}" holds.`);
      }
      await target.chmod(before.mode & ~constants.S_IFMT);
      await target.utimes(before.atimeMs / 1000, before.mtimeMs / 1000);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Of the first `size` bytes: what a writer adds meanwhile is not waited for. */
async function digest(file: FileHandle, size: number, each: (chunk: Buffer) => Promise<void>): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(size, CHUNK));
  for (let at = 0; at < size;) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - at), at);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    await each(chunk);
    at += bytesRead;
  }
  return hash.digest('hex');
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
}
