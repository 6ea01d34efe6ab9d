import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { CcxError, type Instant } from '@ccx/contracts';
import { asSqliteError, isSqliteDamage, openSqlite } from '@ccx/contracts/sqlite';
import { STORE_FORMAT } from '../schema/migrations.ts';
import { fileAt, moveAside } from './move-aside.ts';
import type { StoreProblem } from './store-problem.ts';

/**
 * The log is taken into the database when it has grown to 16 MB. A first scan writes the same pages again and again, and
 * at SQLite's own 4 MB it spends most of its time waiting for the disk.
 */
const LOG_PAGES = 4000;

export interface ConnectionOptions {
  readonly busyTimeoutMs: number;
  readonly now: () => Instant;
  readonly onProblem: (problem: StoreProblem) => void;
}

/**
 * `durable` is on the disk when the call returns, for what cannot be had again. `rescannable` may lose its last
 * transactions, never a part of one, when the power fails: a scan finds them again.
 */
type Durability = 'durable' | 'rescannable';

/** One open database: its statements, its transactions, and what happens when it is found to be damaged. */
export class Connection {
  readonly #path: string;
  readonly #options: ConnectionOptions;
  readonly #db: DatabaseSync;
  readonly #file: bigint | null;
  readonly #statements = new Map<string, StatementSync>();
  readonly #rolledBack: (() => void)[] = [];
  #durability: Durability | null = null;
  /** Why it is of no use any more. */
  #ended: CcxError | null = null;

  constructor(path: string, options: ConnectionOptions) {
    this.#path = path;
    this.#options = options;
    this.#db = this.#open();
    this.#file = fileAt(path);
  }

  /** The statement of this text, prepared once; rows as objects. */
  sql(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }

  /** A statement for a text that is made for one question and may never come again. */
  once(text: string): StatementSync {
    return this.#db.prepare(text);
  }

  /** What `read` gives, with errors of ccx in place of SQLite's. */
  read<T>(read: () => T): T {
    if (this.#ended !== null) throw this.#ended;
    try {
      return read();
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** One transaction: all of `change` or nothing. It holds the write lock from its start, so what it reads stays true. */
  write<T>(durability: Durability, change: () => T): T {
    return this.read(() => {
      this.#make(durability);
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        const value = change();
        this.#db.exec('COMMIT');
        return value;
      } catch (error) {
        // Some errors, a full disk among them, have ended the transaction already.
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        for (const forget of this.#rolledBack) forget();
        throw error;
      }
    });
  }

  /** Calls `forget` when a transaction came to nothing, for what was remembered of it. */
  onRollback(forget: () => void): void {
    this.#rolledBack.push(forget);
  }

  /** The error to throw for one that SQLite raised. Damage ends this connection: the next store begins a new file. */
  failure(error: unknown): unknown {
    if (!isSqliteDamage(error)) return asSqliteError(error, this.#path);
    this.#ended = new CcxError('io_failed', `The database "${this.#path}" is damaged and was moved aside.`, {
      hint: 'Run the command again: what the transcripts say is read anew.',
      cause: error,
    });
    this.#db.close();
    this.#putAside(this.#file);
    return this.#ended;
  }

  close(): void {
    if (this.#ended !== null) return;
    this.#ended = new CcxError('internal', `The database "${this.#path}" was closed before it was used.`);
    this.#db.close();
  }

  #open(): DatabaseSync {
    const { busyTimeoutMs } = this.#options;
    const options = { format: STORE_FORMAT, busyTimeoutMs, logPages: LOG_PAGES };
    const found = fileAt(this.#path);
    try {
      return openSqlite(this.#path, options);
    } catch (error) {
      if (!isSqliteDamage(error)) throw asSqliteError(error, this.#path);
      this.#putAside(found);
    }
    try {
      return openSqlite(this.#path, options);
    } catch (error) {
      throw asSqliteError(error, this.#path);
    }
  }

  #putAside(file: bigint | null): void {
    const movedTo = moveAside(this.#path, file, this.#options.now());
    const where = movedTo === null ? 'was moved aside by another process' : `is now "${movedTo}"`;
    this.#options.onProblem({
      code: 'damaged',
      message:
        `The database "${this.#path}" was damaged and ${where}. Usage comes back with the next scan, except of ` +
        'transcripts that are gone; hooks, sessions, checks of logins and the history of quotas are lost.',
      movedTo,
    });
  }

  #make(durability: Durability): void {
    if (this.#durability === durability) return;
    this.#db.exec(`PRAGMA synchronous = ${durability === 'durable' ? 'FULL' : 'NORMAL'}`);
    this.#durability = durability;
  }
}
