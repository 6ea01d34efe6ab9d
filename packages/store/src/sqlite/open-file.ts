import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { CcxError } from '@ccx/contracts';
import { migrate } from '../schema/migrate.ts';
import { loadSqlite } from './load-sqlite.ts';
import { isBusy } from './sqlite-error.ts';

/**
 * The log is taken into the database when it has grown to 16 MB. A first scan writes the same pages again and again, and
 * at SQLite's own 4 MB it spends most of its time waiting for the disk.
 */
const LOG_PAGES = 4000;

/** The database at the path, made where there is none, in the newest format. */
export function openFile(path: string, busyTimeoutMs: number): DatabaseSync {
  makePrivate(path);
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  try {
    useWriteAheadLog(db, busyTimeoutMs);
    migrate(db, path);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** SQLite gives its log and its index the mode of the database, so the file has to be private before it is opened. */
function makePrivate(path: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      create(path);
    } else if (found.isFile() && (found.mode & 0o077) !== 0) {
      chmodSync(path, 0o600);
    }
  } catch (error) {
    throw new CcxError('io_failed', `The database "${path}" cannot be made.`, {
      hint: 'The folder in which it lies has to be writable for you, and its disk to have room.',
      cause: error,
    });
  }
}

/**
 * An empty file is an empty database. One that is there is never opened here: closing it would end the locks that
 * another connection of this process holds on it.
 */
function create(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const another = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!another) throw error;
  }
}

/** SQLite does not wait by itself where two processes change the mode of a new file at once. */
function useWriteAheadLog(db: DatabaseSync, busyTimeoutMs: number): void {
  const until = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      db.exec(`PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = ${LOG_PAGES}`);
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
