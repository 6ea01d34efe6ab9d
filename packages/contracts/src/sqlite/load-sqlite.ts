import type * as sqlite from 'node:sqlite';
import { CcxError } from '../error.ts';

type Sqlite = typeof sqlite;

let loaded: Sqlite | null = null;

/**
 * Node's own SQLite, loaded when a database is opened and not when this entry is imported. Node calls the module
 * experimental in a warning; that one warning is left out, because a person can do nothing about it.
 */
export function loadSqlite(): Sqlite {
  loaded ??= withoutItsWarning(() => process.getBuiltinModule('node:sqlite'));
  // Typed as always there, but a Node that was built without SQLite has none.
  const found: Sqlite | undefined = loaded;
  if (found !== undefined) return found;
  throw new CcxError('platform_unsupported', `This Node (${process.version}) was built without SQLite.`, {
    hint: 'Use a Node from nodejs.org, 22.18 or newer.',
  });
}

function withoutItsWarning<T>(load: () => T): T {
  const before = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  const warn = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: readonly unknown[]): void => {
    const text = typeof warning === 'string' ? warning : warning.message;
    if (rest[0] === 'ExperimentalWarning' && text.includes('SQLite')) return;
    Reflect.apply(warn, undefined, [warning, ...rest]);
  };
  try {
    return load();
  } finally {
    if (before !== undefined) Object.defineProperty(process, 'emitWarning', before);
  }
}
