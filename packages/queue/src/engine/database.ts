import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { CcxError } from '@ccx/contracts';
import { asSqliteError, isSqliteDamage, openSqlite } from '@ccx/contracts/sqlite';
import { QUEUE_FORMAT } from './schema.ts';

export interface DatabaseOptions {
  /** Wait for the disk at every commit, so that a power cut loses nothing that was told. @default true */
  readonly durable?: boolean;
  /** How long to wait for another process that writes, in milliseconds. @default 10000 */
  readonly busyTimeoutMs?: number;
}

/** The file of a queue: statements, transactions, and who is told of changes. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #statements = new Map<string, StatementSync>();
  readonly #listeners = new Set<() => void>();
  #closed = false;

  constructor(path: string, { durable = true, busyTimeoutMs = 10_000 }: DatabaseOptions) {
    this.#path = path;
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

  /** One transaction: all of `change` or nothing. It holds the write lock from its start. */
  write<T>(change: () => T): T {
    return this.read(() => {
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        const before = this.#changes();
        const value = change();
        const changed = this.#changes() !== before;
        this.#db.exec('COMMIT');
        if (changed) for (const tell of this.#listeners) tell();
        return value;
      } catch (error) {
        // Some errors, a full disk among them, have ended the transaction already.
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        throw error;
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
    this.#closed = true;
    this.#db.close();
    for (const tell of this.#listeners) tell();
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
