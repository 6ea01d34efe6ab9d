import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { CcxError } from '@ccx/contracts';
import { asSqliteError, isSqliteBusy, isSqliteDamage, openSqlite } from '@ccx/contracts/sqlite';
import { QUEUE_FORMAT } from './schema.ts';

export interface DatabaseOptions {
  /** Wait for the disk at every commit, so that a power cut loses nothing that was told. @default true */
  readonly durable?: boolean;
  /** How long to wait for another process that writes, in milliseconds. @default 10000 */
  readonly busyTimeoutMs?: number;
}

/** A change that somebody waits for. */
interface Asked {
  readonly run: () => void;
  readonly refuse: (error: unknown) => void;
  /** Settles what somebody waits for, when all is on the disk. */
  readonly tell: () => void;
}

/** The file of a queue: statements, transactions, and who is told of changes. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #statements = new Map<string, StatementSync>();
  readonly #listeners = new Set<() => void>();
  /** Changes that wait for their transaction. */
  readonly #asked: Asked[] = [];
  readonly #busyTimeoutMs: number;
  #closed = false;

  constructor(path: string, { durable = true, busyTimeoutMs = 10_000 }: DatabaseOptions) {
    this.#path = path;
    this.#busyTimeoutMs = busyTimeoutMs;
    try {
      this.#db = openSqlite(path, { format: QUEUE_FORMAT, busyTimeoutMs });
      this.#db.exec(`PRAGMA synchronous = ${durable ? 'FULL' : 'NORMAL'}`);
    } catch (error) {
      throw this.#told(error);
    }
  }

  /** The statement of this text, prepared once. */
  sql(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const made = this.#db.prepare(text);
    this.#statements.set(text, made);
    return made;
  }

  /** What `read` gives, with errors in words. */
  read<T>(read: () => T): T {
    if (this.#closed) throw new CcxError('internal', `The queue "${this.#path}" was closed before it was used.`);
    try {
      return read();
    } catch (error) {
      throw this.#told(error);
    }
  }

  /**
   * All of `change` or nothing; settles when it is on the disk. Changes that are asked for at the same moment share one
   * transaction, because the disk is what they wait for: each still counts or fails by itself.
   */
  write<T>(change: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let tell = (): void => {};
      this.#asked.push({
        run: () => {
          const value = change();
          tell = () => resolve(value);
        },
        refuse: (error) => {
          tell = () => reject(error);
        },
        tell: () => tell(),
      });
      // A little later in the same turn of the loop, so that whoever was woken together is served together.
      if (this.#asked.length === 1) queueMicrotask(() => queueMicrotask(() => this.#commit()));
    });
  }

  /** The same at once and alone, where nobody else holds the file at this moment; else nothing is changed. */
  writeIfFree(change: () => void): void {
    this.read(() => {
      this.#db.exec('PRAGMA busy_timeout = 0');
      try {
        this.#transaction([{ run: change, refuse: () => {}, tell: () => {} }]);
      } catch (error) {
        if (!isSqliteBusy(error)) throw error;
      } finally {
        this.#db.exec(`PRAGMA busy_timeout = ${this.#busyTimeoutMs}`);
      }
    });
  }

  /** Calls `listener` after each change that this connection made; the function that is returned ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Another number after every change by any other connection; costs some microseconds. */
  version(): unknown {
    return this.read(() => this.sql('PRAGMA data_version').get()?.['data_version']);
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    if (this.#closed) return;
    this.#commit();
    this.#closed = true;
    this.#db.close();
    for (const tell of this.#listeners) tell();
  }

  #commit(): void {
    const all = this.#asked.splice(0);
    if (all.length === 0) return;
    try {
      if (this.read(() => this.#transaction(all))) for (const listener of this.#listeners) listener();
    } catch (error) {
      for (const { refuse } of all) refuse(error);
    }
    for (const { tell } of all) tell();
  }

  /** Whether anything was changed. It holds the write lock from its start, so what it reads stays true. */
  #transaction(all: readonly Asked[]): boolean {
    this.sql('BEGIN IMMEDIATE').run();
    try {
      const before = this.#changes();
      for (const one of all) this.#step(one, all.length > 1);
      const changed = this.#changes() !== before;
      this.sql('COMMIT').run();
      return changed;
    } catch (error) {
      // Some errors, a full disk among them, have ended the transaction already.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** One of several is taken back alone; an error that ended the transaction is everybody's. */
  #step({ run, refuse }: Asked, shared: boolean): void {
    if (!shared) return run();
    this.sql('SAVEPOINT step').run();
    try {
      run();
    } catch (error) {
      if (!this.#db.isTransaction) throw error;
      this.#db.exec('ROLLBACK TO step');
      refuse(this.#told(error));
    }
    this.sql('RELEASE step').run();
  }

  #changes(): unknown {
    return this.sql('SELECT total_changes() AS n').get()?.['n'];
  }

  #told(error: unknown): unknown {
    if (!isSqliteDamage(error)) return asSqliteError(error, this.#path);
    // What waits there was typed by a person and lies nowhere else: it is never moved aside by itself.
    return new CcxError('io_failed', `The queue "${this.#path}" is damaged.`, {
      hint: `sqlite3 '${this.#path}' .recover brings back what can be read; moved elsewhere, a new queue begins.`,
      cause: error,
    });
  }
}
