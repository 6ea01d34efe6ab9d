import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { CcxError } from '../error.ts';
import { loadSqlite } from './load-sqlite.ts';
import { migrate, type SqliteFormat } from './migrate.ts';
import { isSqliteBusy } from './sqlite-error.ts';

export interface SqliteOptions {
  readonly format: SqliteFormat;
  /** How long to wait for another process that writes, in milliseconds. @default 10000 */
  readonly busyTimeoutMs?: number;
  /** The log is taken into the database when it has so many pages of 4 KiB. @default 1000, SQLite's own */
  readonly logPages?: number;
}

/**
 * The database at the path, made where there is none, in the newest format. Folder (0700) and file (0600) are made where
 * they are missing. `:memory:` is a database of its own that ends with its connection.
 *
 * @throws what SQLite throws, see {@link asSqliteError}; {@link CcxError} `invalid_config` for the file of a newer ccx or of
 * another program, `io_failed` where it cannot be made, `platform_unsupported` where this Node has no SQLite
 */
export function openSqlite(
  path: string,
  { format, busyTimeoutMs = 10_000, logPages = 1000 }: SqliteOptions,
): DatabaseSync {
  if (path !== ':memory:') makePrivate(path);
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  try {
    useWriteAheadLog(db, busyTimeoutMs, logPages);
    migrate(db, path, format);
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
function useWriteAheadLog(db: DatabaseSync, busyTimeoutMs: number, logPages: number): void {
  const until = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      db.exec(`PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = ${logPages}`);
      return;
    } catch (error) {
      if (!isSqliteBusy(error) || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
