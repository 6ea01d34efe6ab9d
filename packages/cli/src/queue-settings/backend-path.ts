import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CcxError } from '@ccx/contracts';

const FORMS = '--backend sqlite:///absolute/path/queue.db, or redis://host:6379/0';
const POSTGRES = ['postgres', 'postgresql'];

/** Where a backlog lies. */
export type BackendPlace =
  | { readonly is: 'file'; readonly path: string }
  /** `url` as it was given, password included; `shown` without it. */
  | { readonly is: 'redis'; readonly url: string; readonly shown: string };

/** A file as a backend. */
export function sqliteBackend(path: string): string {
  return pathToFileURL(path).href.replace(/^file/, 'sqlite');
}

/** What a backend means. @throws {CcxError} `invalid_argument` for one that is none, or that there is not yet */
export function backendPlace(backend: string): BackendPlace {
  const scheme = (/^([a-z]+):\/\//i.exec(backend)?.[1] ?? '').toLowerCase();
  if (POSTGRES.includes(scheme)) {
    throw new CcxError('invalid_argument', `A queue on ${scheme}:// is not there yet.`, { hint: FORMS });
  }
  if (scheme === 'redis' || scheme === 'rediss') return redisPlace(backend);
  const path = scheme === 'sqlite' ? pathOf(backend) : null;
  if (path !== null && isAbsolute(path)) return { is: 'file', path };
  throw new CcxError('invalid_argument', `"${backend}" is no backend of a queue.`, { hint: FORMS });
}

function redisPlace(backend: string): BackendPlace {
  const url = URL.canParse(backend) ? new URL(backend) : null;
  // What is not understood may hold a password, and is not repeated.
  if (url === null || url.hostname === '' || !/^(\/\d*)?$/.test(url.pathname)) {
    throw new CcxError('invalid_argument', 'The address of the server is not understood.', { hint: FORMS });
  }
  if (url.password !== '') url.password = '***';
  return { is: 'redis', url: backend, shown: url.href };
}

/** The same address with a password, where it had none. */
export function withPassword(address: string, password: string): string {
  const url = new URL(address);
  if (url.password === '') url.password = encodeURIComponent(password);
  return url.href;
}

function pathOf(backend: string): string | null {
  try {
    return fileURLToPath(`file://${backend.slice('sqlite://'.length)}`);
  } catch {
    return null;
  }
}
