import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

const CHUNK = 256 * 1024;

/** Whether a file holds all that another holds, from its first byte on: the same, or the same and more after it. */
export async function beginsWith(path: string, start: string): Promise<boolean> {
  return reading(path, (whole) => reading(start, (part) => compare(whole, part)));
}

async function compare(whole: FileHandle, part: FileHandle): Promise<boolean> {
  const { size } = await part.stat();
  if ((await whole.stat()).size < size) return false;
  const chunk = Math.min(size, CHUNK);
  const [one, other] = [Buffer.allocUnsafe(chunk), Buffer.allocUnsafe(chunk)];
  for (let at = 0; at < size; at += chunk) {
    const length = Math.min(chunk, size - at);
    const read = await Promise.all([whole.read(one, 0, length, at), part.read(other, 0, length, at)]);
    // Less than asked for: it became shorter meanwhile, so it is being written.
    if (read.some(({ bytesRead }) => bytesRead < length)) return false;
    if (one.compare(other, 0, length, 0, length) !== 0) return false;
  }
  return true;
}

async function reading<T>(path: string, body: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return await body(file);
  } finally {
    await file.close();
  }
}
