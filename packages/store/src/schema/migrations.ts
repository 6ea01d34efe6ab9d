import { VERSION_1 } from './version-1.ts';

/** One step to the next format. What is released is never changed again. */
export interface Migration {
  /** The first version of ccx that knows the format; an older one names it where it has to give up. */
  readonly since: string;
  readonly sql: string;
}

/** The first leads from an empty file to format 1, each further one to the next. */
export const MIGRATIONS: readonly Migration[] = [{ since: '0.1.0', sql: VERSION_1 }];
