import type { DatabaseSync } from 'node:sqlite';
import { CcxError } from '../error.ts';
import { numberOf, textOrNull } from './columns.ts';

/** One step to the next format. What is released is never changed again. */
export interface Migration {
  /** The first version of ccx that knows the format; an older one names it where it has to give up. */
  readonly since: string;
  readonly sql: string;
}

/** What a database holds, and how an older one becomes the newest. */
export interface SqliteFormat {
  /** Marks the file as ccx's own. */
  readonly applicationId: number;
  /** The first leads from an empty file to format 1 and makes a table `meta (key, value)`, each further one to the next. */
  readonly migrations: readonly Migration[];
}

/**
 * Brings a database to the newest format, one migration after the other, all in one transaction. Does nothing where it
 * is there already, also where another process was faster.
 *
 * @param path for messages
 * @throws {CcxError} `invalid_config` for the file of a newer ccx, and for one that is not ccx's
 */
export function migrate(db: DatabaseSync, path: string, format: SqliteFormat): void {
  if (isNewest(db, path, format)) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    if (!isNewest(db, path, format)) apply(db, path, format);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function apply(db: DatabaseSync, path: string, { applicationId, migrations }: SqliteFormat): void {
  const version = pragma(db, 'user_version');
  if (version === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) {
    throw new CcxError('invalid_config', `"${path}" is a database of another program.`, {
      hint: 'Move it elsewhere: ccx keeps its own data there.',
    });
  }
  for (const { sql } of migrations.slice(version)) db.exec(sql);
  const since = migrations.at(-1)?.since ?? '';
  db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('since', ?)").run(since);
  db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`);
}

function isNewest(db: DatabaseSync, path: string, { applicationId, migrations }: SqliteFormat): boolean {
  const version = pragma(db, 'user_version');
  if (version <= migrations.length) return version === migrations.length;
  if (pragma(db, 'application_id') !== applicationId) {
    throw new CcxError('invalid_config', `"${path}" is a database of another program.`, {
      hint: 'Move it elsewhere: ccx keeps its own data there.',
    });
  }
  const row = db.prepare("SELECT value FROM meta WHERE key = 'since'").get();
  const since = textOrNull(row?.['value'] ?? null) ?? 'a newer version';
  throw new CcxError(
    'invalid_config',
    `The database "${path}" has format ${version}, and this ccx knows formats up to ${migrations.length}.`,
    { hint: `It needs ccx ${since} or newer: npm install -g @ccx/cli@latest` },
  );
}

function pragma(db: DatabaseSync, name: string): number {
  return numberOf(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
