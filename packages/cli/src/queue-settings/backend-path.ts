import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CcxError } from '@ccx/contracts';

const SQLITE = '--backend sqlite:///absolute/path/queue.db';
const SERVERS = ['redis', 'rediss', 'postgres', 'postgresql'];

/** A file as a backend. */
export function sqliteBackend(path: string): string {
  return pathToFileURL(path).href.replace(/^file/, 'sqlite');
}

/** The file of a backend. @throws {CcxError} `invalid_argument` for one that is none of a file */
export function sqlitePath(backend: string): string {
  const scheme = (/^([a-z]+):\/\//i.exec(backend)?.[1] ?? '').toLowerCase();
  if (SERVERS.includes(scheme)) {
    throw new CcxError('invalid_argument', `A queue on ${scheme}:// is not there yet.`, { hint: SQLITE });
  }
  const path = scheme === 'sqlite' ? pathOf(backend) : null;
  if (path !== null && isAbsolute(path)) return path;
  throw new CcxError('invalid_argument', `"${backend}" is no backend of a queue.`, { hint: SQLITE });
}

function pathOf(backend: string): string | null {
  try {
    return fileURLToPath(`file://${backend.slice('sqlite://'.length)}`);
  } catch {
    return null;
  }
}
