import type { DatabaseSync } from 'node:sqlite';
import { CcxError } from '@ccx/contracts';
import { numberOf, textOrNull } from '../sqlite/columns.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

/** Marks the file as ccx's own: `ccxs` in ASCII. */
const APPLICATION_ID = 0x63637873;

/**
 * Brings a database to the newest format, one migration after the other, all in one transaction. Does nothing where it
 * is there already, also where another process was faster.
 *
 * @param path for messages
 * @throws {CcxError} `invalid_config` for the file of a newer ccx, and for one that is not ccx's
 */
export function migrate(db: DatabaseSync, path: string, migrations: readonly Migration[] = MIGRATIONS): void {
  if (isNewest(db, path, migrations)) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    if (!isNewest(db, path, migrations)) apply(db, path, migrations);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function apply(db: DatabaseSync, path: string, migrations: readonly Migration[]): void {
  const version = pragma(db, 'user_version');
  if (version === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) {
    throw new CcxError('invalid_config', `"${path}" is a database of another program.`, {
      hint: 'Move it elsewhere: ccx keeps its own data there.',
    });
  }
  for (const { sql } of migrations.slice(version)) db.exec(sql);
  const since = migrations.at(-1)?.since ?? '';
  db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('since', ?)").run(since);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length}`);
}

function isNewest(db: DatabaseSync, path: string, migrations: readonly Migration[]): boolean {
  const version = pragma(db, 'user_version');
  if (version <= migrations.length) return version === migrations.length;
  if (pragma(db, 'application_id') !== APPLICATION_ID) {
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
