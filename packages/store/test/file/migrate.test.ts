import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from '@ccx/contracts/sqlite';
import { expect, test } from 'vitest';
import { openStore } from '../../src/index.ts';
import { MIGRATIONS, STORE_FORMAT } from '../../src/schema/migrations.ts';
import { batch, record } from '../records.ts';
import { tempPath, total } from '../store-support.ts';

const withMigrations = (migrations: typeof MIGRATIONS): typeof STORE_FORMAT => ({ ...STORE_FORMAT, migrations });
const next = withMigrations([...MIGRATIONS, { since: '9.8.7', sql: 'ALTER TABLE files ADD COLUMN colour TEXT' }]);

/** The database itself, as another version of ccx would open it. */
function withFile<T>(path: string, use: (db: DatabaseSync) => T): T {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

const versionOf = (db: DatabaseSync): unknown => db.prepare('PRAGMA user_version').get()?.['user_version'];

test.each(MIGRATIONS.map((_, index) => index))('what format %i holds is there in the newest', (version) => {
  const path = tempPath();
  withFile(path, (db) => {
    if (version > 0) migrate(db, path, withMigrations(MIGRATIONS.slice(0, version)));
  });
  const store = openStore(path);
  store.commit(batch('/a', [record()]));
  expect(total(store).calls).toBe(1);
  store.close();
  withFile(path, (db) => expect(versionOf(db)).toBe(MIGRATIONS.length));
});

test('the next format is one more entry: it keeps what is there, and runs once', () => {
  const path = tempPath();
  const store = openStore(path);
  store.commit(batch('/a', [record()], { cursor: 'here' }));
  store.close();
  withFile(path, (db) => {
    migrate(db, path, next);
    migrate(db, path, next);
    expect(versionOf(db)).toBe(next.migrations.length);
    expect(db.prepare('SELECT cursor, colour FROM files').get()).toMatchObject({ cursor: 'here', colour: null });
  });
});

test('a migration that fails leaves the format before it, whole', () => {
  const path = tempPath();
  openStore(path).close();
  withFile(path, (db) => {
    const broken = withMigrations([
      ...next.migrations,
      { since: '9.9.9', sql: 'CREATE TABLE half (a); SELECT nonsense' },
    ]);
    expect(() => migrate(db, path, broken)).toThrow(/nonsense/);
    expect(versionOf(db)).toBe(MIGRATIONS.length);
    expect(() => db.prepare('SELECT colour FROM files')).toThrow(/colour/);
  });
  openStore(path).close();
});

test('the file of a newer ccx is refused untouched, and the version that it needs is named', () => {
  const path = tempPath();
  openStore(path).close();
  withFile(path, (db) => migrate(db, path, next));
  expect(() => openStore(path)).toThrow(
    expect.objectContaining({ code: 'invalid_config', hint: expect.stringContaining('ccx 9.8.7 or newer') }),
  );
  withFile(path, (db) => expect(versionOf(db)).toBe(next.migrations.length));
});

test.each([0, 7])('the database of another program is refused, its own format being %i', (version) => {
  const path = tempPath();
  withFile(path, (db) => db.exec(`CREATE TABLE theirs (a); PRAGMA user_version = ${version}`));
  expect(() => openStore(path)).toThrow(
    expect.objectContaining({ code: 'invalid_config', message: expect.stringContaining('another program') }),
  );
  withFile(path, (db) => expect(db.prepare('SELECT name FROM sqlite_schema').all()).toHaveLength(1));
});
