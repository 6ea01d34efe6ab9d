import { CcxError } from '../error.ts';

/** SQLite's primary result codes, of which ccx tells some apart (https://sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const READ_ONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

/** The primary result code of an error that SQLite raised; `null` for any other error. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

/** The content of the file cannot be read as a database, or not as a whole one. */
export function isSqliteDamage(error: unknown): boolean {
  const code = resultCode(error);
  return code === CORRUPT || code === NOT_A_DATABASE;
}

export function isSqliteBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === BUSY || code === LOCKED;
}

/** What SQLite said, as an error of ccx; anything else comes back as it is. */
export function asSqliteError(error: unknown, path: string): unknown {
  const code = resultCode(error);
  if (code === null || !(error instanceof Error)) return error;
  if (isSqliteBusy(error)) {
    return new CcxError('lock_timeout', `Another process keeps writing to "${path}".`, {
      hint: 'Try again when it is done.',
      cause: error,
    });
  }
  const hint = HINTS.get(code);
  return new CcxError('io_failed', `The database "${path}" cannot be used: ${error.message}.`, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}

const HINTS: ReadonlyMap<number, string> = new Map([
  [READ_ONLY, 'Make the file and its folder writable for you.'],
  [FULL, 'The disk is full. Free some space and try again: nothing was half written.'],
  [CANNOT_OPEN, 'Its folder has to exist and to be writable for you.'],
]);
