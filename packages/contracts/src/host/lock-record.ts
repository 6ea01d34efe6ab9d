import { open, type FileHandle } from 'node:fs/promises';
import type { ProcessId } from '../process.ts';
import { instantFromMs, type Instant } from '../time.ts';
import { isAlive } from './process-id.ts';

/** What a lock file says: who holds it, under which never repeated token, and until when. */
export interface LockRecord {
  readonly token: string;
  readonly owner: ProcessId;
  readonly expiresAt: Instant;
}

/** What was found at a lock's path; `record` is null when the file is empty, torn or foreign. */
export interface FoundLock {
  /** The record's token, or one made of the file's inode and change for a file without a record. */
  readonly token: string;
  readonly record: LockRecord | null;
  readonly changedMs: number;
}

/** Longer than anybody takes to write such a file, so what is still torn then was left so. */
const TORN_GRACE_MS = 2000;
/** A lock file has a few hundred bytes. */
const READ_AT_MOST = 4096;

/** The text of a lock file. */
export function formatLockRecord(record: LockRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/** Reads the text of a lock file; `null` when anything in it is missing or of another kind. */
export function parseLockRecord(text: string): LockRecord | null {
  const value = parseJson(text);
  const owner = field(value, 'owner');
  const [token, expiresAt] = [field(value, 'token'), field(value, 'expiresAt')];
  const [pid, startedAt, domain] = [field(owner, 'pid'), field(owner, 'startedAt'), field(owner, 'domain')];
  // The token becomes a part of file names.
  if (typeof token !== 'string' || !/^[\w-]{8,64}$/.test(token)) return null;
  if (typeof expiresAt !== 'string' || instantFromMs(Date.parse(expiresAt)) !== expiresAt) return null;
  if (typeof pid !== 'number' || typeof startedAt !== 'string' || typeof domain !== 'string') return null;
  return { token, owner: { pid, startedAt, domain }, expiresAt };
}

/** What lies at `path`, or `null` when nothing does. */
export async function readLock(path: string): Promise<FoundLock | null> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
  try {
    const { ino, mtimeMs } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(READ_AT_MOST), 0, READ_AT_MOST, 0);
    const record = parseLockRecord(buffer.toString('utf8', 0, bytesRead));
    return { token: record?.token ?? `torn-${ino}-${Math.trunc(mtimeMs)}`, record, changedMs: mtimeMs };
  } finally {
    await file.close();
  }
}

/** Whether a lock may be taken from its holder: proved dead, or past its time, or torn and left so. */
export async function isStale(found: FoundLock, now: Instant): Promise<boolean> {
  if (found.record === null) return Math.abs(Date.parse(now) - found.changedMs) > TORN_GRACE_MS;
  return found.record.expiresAt <= now || (await isAlive(found.record.owner)) === false;
}

/** Whether this is an error of the operating system with one of these codes, or with any when none is named. */
export function isSystemError(error: unknown, ...codes: readonly string[]): error is NodeJS.ErrnoException {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return codes.length === 0 || codes.includes(error.code);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
