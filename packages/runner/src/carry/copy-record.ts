import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const CHUNK_BYTES = 256 * 1024;

/** What lies where a copy of a file should: nothing, the same, an earlier version (records only grow), or anything else. */
export type Copy = 'missing' | 'same' | 'earlier' | 'other';

export async function compareCopy(file: string, copy: string): Promise<Copy> {
  const there = await stat(copy).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (there === null) return 'missing';
  const { size } = await stat(file);
  if (!there.isFile() || !(await beginsAlike(file, copy, there.size))) return 'other';
  return there.size === size ? 'same' : 'earlier';
}

/** Puts a copy in place, whole or not at all; `other`: something else lies there, which stays. */
export async function placeCopy(file: string, copy: string): Promise<Copy> {
  const before = await compareCopy(file, copy);
  if (before === 'same' || before === 'other') return before;
  const folder = dirname(copy);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${basename(copy)}.${randomUUID()}.ccx`);
  try {
    await copyFile(file, draft, constants.COPYFILE_EXCL);
    await chmod(draft, 0o600);
    await synced(draft);
    // Once more, for a large record takes its time.
    const now = await compareCopy(draft, copy);
    if (now === 'missing' || now === 'earlier') await rename(draft, copy);
    return now;
  } finally {
    await rm(draft, { force: true });
  }
}

async function beginsAlike(one: string, other: string, bytes: number): Promise<boolean> {
  const [left, right] = [await open(one), await open(other)];
  try {
    const buffers = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)] as const;
    for (let at = 0; at < bytes; at += CHUNK_BYTES) {
      const length = Math.min(CHUNK_BYTES, bytes - at);
      const parts = await Promise.all([part(left, buffers[0], at, length), part(right, buffers[1], at, length)]);
      if (!parts[0].equals(parts[1])) return false;
    }
    return true;
  } finally {
    await left.close();
    await right.close();
  }
}

async function part(file: FileHandle, buffer: Buffer, at: number, length: number): Promise<Buffer> {
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(buffer, read, length - read, at + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}

async function synced(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
