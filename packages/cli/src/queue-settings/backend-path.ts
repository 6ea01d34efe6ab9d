import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CcxError } from '@ccx/contracts';

const FORMS = '--backend sqlite:///absolute/path/queue.db, redis://host:6379/0 or postgres://host:5432/database';

/** Where a backlog lies. */
export type BackendPlace =
  | { readonly is: 'file'; readonly path: string }
  /** `url` as it was given, password included; `shown` without it. */
  | { readonly is: 'server'; readonly url: string; readonly shown: string };

/** A file as a backend. */
export function sqliteBackend(path: string): string {
  return pathToFileURL(path).href.replace(/^file/, 'sqlite');
}

/** What a backend means. @throws {CcxError} `invalid_argument` for one that is none */
export function backendPlace(backend: string): BackendPlace {
  const scheme = (/^([a-z]+):\/\//i.exec(backend)?.[1] ?? '').toLowerCase();
  const database = DATABASES.get(scheme);
  if (database !== undefined) return serverPlace(backend, database);
  const path = scheme === 'sqlite' ? pathOf(backend) : null;
  if (path !== null && isAbsolute(path)) return { is: 'file', path };
  // A mistyped address may hold a password all the same.
  const shown = backend.replace(/\/\/.*@/s, '//***@');
  throw new CcxError('invalid_argument', `"${shown}" is no backend of a queue.`, { hint: FORMS });
}

/** By their schemes, what a path names on each server. */
const DATABASES: ReadonlyMap<string, RegExp> = new Map([
  ['redis', /^(\/\d*)?$/],
  ['rediss', /^(\/\d*)?$/],
  ['postgres', /^(\/[^/]*)?$/],
  ['postgresql', /^(\/[^/]*)?$/],
]);

function serverPlace(backend: string, database: RegExp): BackendPlace {
  const url = URL.canParse(backend) ? new URL(backend) : null;
  // What is not understood may hold a password, and is not repeated.
  if (url === null || url.hostname === '' || !database.test(url.pathname)) {
    throw new CcxError('invalid_argument', 'The address of the server is not understood.', { hint: FORMS });
  }
  if (url.password !== '') url.password = '***';
  // What stands behind the address may be a password too.
  url.search = '';
  return { is: 'server', url: backend, shown: url.href };
}

/** Whether an address holds a password of its own. */
export function hasPassword(address: string): boolean {
  const { password, searchParams } = new URL(address);
  return password !== '' || searchParams.has('password');
}

/** The same address with a password, where it had none. */
export function withPassword(address: string, password: string): string {
  if (hasPassword(address)) return address;
  const url = new URL(address);
  url.password = encodeURIComponent(password);
  return url.href;
}

function pathOf(backend: string): string | null {
  try {
    return fileURLToPath(`file://${backend.slice('sqlite://'.length)}`);
  } catch {
    return null;
  }
}
