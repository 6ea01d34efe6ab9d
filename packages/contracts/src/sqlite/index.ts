export type { Row } from './columns.ts';
export {
  END_OF_TIME,
  instantOf,
  instantOrNull,
  msOf,
  msOrNull,
  numberOf,
  numberOrNull,
  textOf,
  textOrNull,
  wordOf,
} from './columns.ts';
export type { Migration, SqliteFormat } from './migrate.ts';
export { migrate } from './migrate.ts';
export type { SqliteOptions } from './open-sqlite.ts';
export { openSqlite } from './open-sqlite.ts';
export { asSqliteError, isSqliteBusy, isSqliteDamage } from './sqlite-error.ts';
