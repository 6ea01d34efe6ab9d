import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Instant } from '../time.ts';
import { formatLockRecord, isStale, isSystemError, readLock, type FoundLock, type LockRecord } from './lock-record.ts';
import { isAlive } from './process-id.ts';

/*
 * How a lock file changes hands without a moment in which two hold it:
 *
 * A record is written to a file of its own first and appears at the lock's path whole, by link(2), which fails when
 * something is there. A token is never used twice, so a record that has left the path never comes back.
 *
 * Whoever wants to replace or remove the record with token T, its owner included, must first create `PATH.T.claim`, again
 * by link. Only the holder of that claim touches PATH while T lies there; so what it reads there after the claim
 * stays true until it acts. A claim is a lock file as well and names its holder: that of a dead holder is taken over
 * in the same way, with a claim on the claim.
 */

/** A record that lies in a file of its own, ready to be put in place. */
export interface Draft {
  readonly record: LockRecord;
  readonly file: string;
}

const DRAFT = '.new';
const CLAIM = '.claim';
/** What stands behind a lock's path in the names of its drafts and claims, and of claims on claims. */
const LITTER = /^(?:[\w-]{8,64}\.claim\.)*[\w-]{8,64}\.(?:claim|new)$/;
const LEFT_AFTER_MS = 24 * 60 * 60 * 1000;
/** What link(2) answers on file systems that have no hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** A token or a name that no other process has. */
export function uniqueName(): string {
  return randomBytes(9).toString('base64url');
}

/** Writes a record beside `path`, passes it to `body`, and removes what is left of it. */
export async function withDraft<T>(path: string, record: LockRecord, body: (draft: Draft) => Promise<T>): Promise<T> {
  const file = `${path}.${uniqueName()}${DRAFT}`;
  const write = async (): Promise<void> => writeFile(file, formatLockRecord(record), { flag: 'wx', mode: 0o600 });
  try {
    await write().catch(async (error: unknown) => {
      if (!isSystemError(error, 'ENOENT')) throw error;
      await makeFolder(dirname(path));
      await write();
    });
    return await body({ record, file });
  } finally {
    await remove(file);
  }
}

/** Not `recursive`: that never returns where a folder that exists takes no new ones, as in /proc (Node 24.21). */
async function makeFolder(folder: string): Promise<void> {
  const make = async (): Promise<unknown> => mkdir(folder, { mode: 0o700 });
  await make()
    .catch(async (error: unknown) => {
      if (!isSystemError(error, 'ENOENT') || dirname(folder) === folder) throw error;
      await makeFolder(dirname(folder));
      await make();
    })
    .catch((error: unknown) => {
      if (!isSystemError(error, 'EEXIST')) throw error;
    });
}

/** Puts the draft at `path` if nothing is there; false when something is. */
export async function publish(draft: Draft, path: string): Promise<boolean> {
  try {
    await link(draft.file, path).catch(async (error: unknown) => {
      if (!isSystemError(error, ...NO_LINKS)) throw error;
      await copyFile(draft.file, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Puts the draft at `path` in the place of what is there. */
export async function replace(draft: Draft, path: string): Promise<void> {
  // A copy goes, because the draft itself may be needed again; rename(2) does nothing between two links of one file.
  const copy = `${path}.${uniqueName()}${DRAFT}`;
  await copyFile(draft.file, copy, constants.COPYFILE_EXCL);
  await rename(copy, path);
}

/** Removes a file that may be gone. */
export async function remove(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!isSystemError(error, 'ENOENT')) throw error;
  });
}

/**
 * Runs `act` while nobody else can change the record with this token at `path`. False when the right to do so was not
 * to be had, when another record lies there, or when `act` says so.
 */
export async function change(
  path: string,
  token: string,
  draft: Draft,
  now: () => Instant,
  act: (found: FoundLock) => Promise<boolean>,
): Promise<boolean> {
  const claim = `${path}.${token}${CLAIM}`;
  if (!(await publish(draft, claim))) {
    const claimed = await readLock(claim);
    if (claimed === null || !(await takeOver(claim, claimed, draft, now))) return false;
  }
  try {
    const found = await readLock(path);
    return found?.token === token && (await act(found));
  } finally {
    if ((await readLock(claim))?.token === draft.record.token) await remove(claim);
  }
}

/** Puts the draft in the place of a stale record; false when it is not stale (any more) or another was faster. */
export async function takeOver(path: string, stale: FoundLock, draft: Draft, now: () => Instant): Promise<boolean> {
  if (!(await isStale(stale, now()))) return false;
  return change(path, stale.token, draft, now, async (found) => {
    if (!(await isStale(found, now()))) return false;
    await replace(draft, path);
    return true;
  });
}

/** Removes what killed processes left beside a lock that is held with this token: drafts, and claims on former records. */
export async function sweep(path: string, token: string, now: () => Instant): Promise<void> {
  const prefix = `${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    if (!LITTER.test(rest) || rest.startsWith(`${token}.`)) continue;
    const file = join(dirname(path), name);
    const found = await readLock(file);
    if (found !== null && (await isLeft(found, now()))) await remove(file);
  }
}

/** Whether nobody can need this file any more; more careful than `isStale`, since a slow owner may still come back. */
async function isLeft({ record, changedMs }: FoundLock, now: Instant): Promise<boolean> {
  if (record !== null && (await isAlive(record.owner)) === false) return true;
  return Date.parse(now) - (record === null ? changedMs : Date.parse(record.expiresAt)) > LEFT_AFTER_MS;
}
