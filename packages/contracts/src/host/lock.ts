import { setTimeout as pause } from 'node:timers/promises';
import { CcxError } from '../error.ts';
import type { ProcessId } from '../process.ts';
import { instantFromMs, type Instant } from '../time.ts';
import { checkDurations } from './durations.ts';
import { change, publish, remove, replace, sweep, takeOver, uniqueName, withDraft } from './lock-file.ts';
import { isStale, isSystemError, readLock, type FoundLock, type LockRecord } from './lock-record.ts';
import { ownProcessId } from './process-id.ts';

/** How a lock is waited for and how long it is held at most. */
export interface LockOptions {
  /** After this time the lock may be taken by others although its owner lives. @default 30000 */
  readonly expiresMs?: number;
  /** How long to wait for the lock; 0 tries once. @default 10000 */
  readonly waitMs?: number;
  /** Ends the waiting: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** The longest pause between two tries; the first ones follow faster. @default 25 */
  readonly pollMs?: number;
  /** The clock by which locks expire; the waiting goes by the running time of the process. @default the system's */
  readonly now?: () => Instant;
}

/** A lock that is held; not reentrant. */
export interface Lock {
  readonly path: string;
  /** Gives it up. Leaves a lock alone that has passed to another meanwhile; may be called again. */
  release(): Promise<void>;
  /** Holds it for `ms` from now on (default: `expiresMs`). False: it is lost, and what it protects is no longer ours. */
  extend(ms?: number): Promise<boolean>;
}

/** How long `release` tries against others that look at the same record; the lock expires or dies with us otherwise. */
const RELEASE_WITHIN_MS = 2000;

/**
 * Takes the lock at `path`, a small file, or returns `null` when another kept it for all of `waitMs`. It passes on at
 * once when its owner is proved dead (pid, start time, boot and namespace), else when it expires: an owner in another
 * pid namespace is never taken for dead. Creates the folder where it is missing.
 *
 * @throws {CcxError} `io_failed` when the file cannot be written, `invalid_argument` for times that are none.
 */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<Lock | null> {
  const end = await waitForLock(path, options);
  return 'release' in end ? end : null;
}

/**
 * Runs `body` under the lock and gives it up afterwards, whatever happens. The lock is passed in, so that a long body
 * can extend it.
 *
 * @throws {CcxError} `lock_timeout` with path and holder when the lock was not to be had; else as `acquireLock` does.
 *
 * @example
 * await withLock(join(state, 'profiles.lock'), { waitMs: 2000 }, () => writeProfiles(profiles));
 */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  body: (lock: Lock) => Promise<T> | T,
): Promise<T> {
  const lock = await waitForLock(path, options);
  if (!('release' in lock)) {
    const who = lock.holder === null ? 'an unknown process' : `process ${lock.holder.pid}`;
    throw new CcxError('lock_timeout', `The lock "${path}" is held by ${who}, after ${options.waitMs ?? 10_000} ms.`, {
      hint: 'Try again when that process is done; a lock whose owner has died frees itself.',
    });
  }
  let value: T;
  try {
    value = await body(lock);
  } catch (error) {
    // What went wrong in the body is told, not what may follow from it.
    await lock.release().catch(() => undefined);
    throw error;
  }
  await lock.release();
  return value;
}

async function waitForLock(path: string, options: LockOptions): Promise<Lock | { readonly holder: ProcessId | null }> {
  const { expiresMs = 30_000, waitMs = 10_000, pollMs = 25, signal, now = systemNow } = options;
  checkDurations({ expiresMs, waitMs, pollMs });
  const until = performance.now() + waitMs;
  for (let pauseMs = Math.min(2, pollMs); ; pauseMs = Math.min(pauseMs * 2, pollMs)) {
    signal?.throwIfAborted();
    const found = await readLock(path).catch(fail(path));
    if (found === null || (await isStale(found, now()))) {
      const record = { token: uniqueName(), owner: await owner(), expiresAt: later(now(), expiresMs) };
      if (await tryLock(path, found, record, now).catch(fail(path))) return heldLock(path, record, expiresMs, now);
    }
    const leftMs = until - performance.now();
    if (leftMs <= 0) return { holder: (await readLock(path).catch(fail(path)))?.record?.owner ?? null };
    // Waiters that were started together would else try together for ever.
    await pause(
      Math.min(pauseMs * (0.5 + Math.random()), leftMs),
      undefined,
      signal === undefined ? {} : { signal },
    ).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  }
}

async function tryLock(
  path: string,
  found: FoundLock | null,
  record: LockRecord,
  now: () => Instant,
): Promise<boolean> {
  return withDraft(path, record, async (draft) => {
    if (found === null) return publish(draft, path);
    if (!(await takeOver(path, found, draft, now))) return false;
    await sweep(path, record.token, now);
    return true;
  });
}

function heldLock(path: string, held: LockRecord, expiresMs: number, now: () => Instant): Lock {
  /** Whether our record was found at the path and `act` done with it; waits for others that hold the claim on it. */
  const changeOwn = async (
    record: LockRecord,
    act: (draft: { file: string; record: LockRecord }) => Promise<void>,
  ): Promise<boolean> =>
    withDraft(path, record, async (draft) => {
      const until = performance.now() + RELEASE_WITHIN_MS;
      while ((await readLock(path))?.token === held.token) {
        if (await change(path, held.token, draft, now, async () => act(draft).then(() => true))) return true;
        if (performance.now() > until) return false;
        await pause(5);
      }
      return false;
    }).catch(fail(path));

  return {
    path,
    async release() {
      await changeOwn({ ...held, expiresAt: later(now(), expiresMs) }, () => remove(path));
    },
    async extend(ms = expiresMs) {
      checkDurations({ ms });
      return changeOwn({ ...held, expiresAt: later(now(), ms) }, (draft) => replace(draft, path));
    },
  };
}

/** Where processes cannot be told apart (Windows), nobody will take the owner for dead, and the lock only expires. */
async function owner(): Promise<ProcessId> {
  try {
    return await ownProcessId();
  } catch (error) {
    if (!CcxError.is(error, 'platform_unsupported')) throw error;
    return { pid: process.pid, startedAt: '', domain: '' };
  }
}

function systemNow(): Instant {
  return new Date().toISOString();
}

function later(now: Instant, ms: number): Instant {
  const at = instantFromMs(Date.parse(now) + ms);
  if (at === null) throw new CcxError('invalid_argument', `No date lies ${ms} ms after ${now}.`);
  return at;
}

function fail(path: string): (error: unknown) => never {
  return (error) => {
    if (!isSystemError(error)) throw error;
    throw new CcxError('io_failed', `The lock "${path}" cannot be used: ${error.message}.`, { cause: error });
  };
}
