import { isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CcxError, ccxPaths, type Env } from '@ccx/contracts';
import type { Backlog } from '@ccx/queue';
import type { QueueSettings } from '../queue-settings/read-settings.ts';

/** The person's backlog, and what they have set for it. */
export interface OpenQueue {
  readonly queue: Backlog;
  readonly settings: QueueSettings;
  /** Where it lies, as `sqlite:///path`. */
  readonly backend: string;
}

/**
 * Opens the backlog of a backend that is named here, else in `config.toml`, else in ccx's own folder. Limits are read
 * anew whenever the queue asks for them.
 *
 * @throws {CcxError} `invalid_argument` for a backend that there is not; `invalid_config`
 */
export async function composeQueue(env: Env, home: string, named?: string): Promise<OpenQueue> {
  const [{ openSqliteQueue }, { readQueueSettings }] = await Promise.all([
    import('@ccx/queue'),
    import('../queue-settings/read-settings.ts'),
  ]);
  const { config, state } = ccxPaths(env, home);
  const file = join(config, 'config.toml');
  const settings = readQueueSettings(file);
  const backend = named ?? settings.backend ?? backendOf(join(state, 'queue.db'));
  const path = sqlitePath(backend);
  return { queue: openSqliteQueue(path, { limits: () => readQueueSettings(file).limits }), settings, backend };
}

function backendOf(path: string): string {
  return pathToFileURL(path).href.replace(/^file/, 'sqlite');
}

/** The file of a backend. @throws {CcxError} `invalid_argument` for one that is none of a file */
export function sqlitePath(backend: string): string {
  const [, scheme = ''] = /^([a-z]+):\/\//i.exec(backend) ?? [];
  if (['redis', 'rediss', 'postgres', 'postgresql'].includes(scheme.toLowerCase())) {
    throw new CcxError('invalid_argument', `A queue on ${scheme}:// is not there yet.`, { hint: SQLITE });
  }
  const path = scheme.toLowerCase() === 'sqlite' ? pathOf(backend) : null;
  if (path !== null && isAbsolute(path)) return path;
  throw new CcxError('invalid_argument', `"${backend}" is no backend of a queue.`, { hint: SQLITE });
}

const SQLITE = '--backend sqlite:///absolute/path/queue.db';

function pathOf(backend: string): string | null {
  try {
    return fileURLToPath(`file://${backend.slice('sqlite://'.length)}`);
  } catch {
    return null;
  }
}
