import type { Migration, SqliteFormat } from '@ccx/contracts/sqlite';
import { VERSION_1 } from './version-1.ts';

/** The first leads from an empty file to format 1, each further one to the next. */
export const MIGRATIONS: readonly Migration[] = [{ since: '0.1.0', sql: VERSION_1 }];

/** `ccxs` in ASCII marks the file as ccx's own. */
export const STORE_FORMAT: SqliteFormat = { applicationId: 0x63637873, migrations: MIGRATIONS };
