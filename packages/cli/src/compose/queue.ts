import { join } from 'node:path';
import { ccxPaths, type Env } from '@ccx/contracts';
import type { Backlog, QueueLimits } from '@ccx/queue';
import type { BackendPlace } from '../queue-settings/backend-path.ts';
import type { QueueSettings } from '../queue-settings/read-settings.ts';

/** The person's backlog, and what they have set for it. */
export interface OpenQueue {
  readonly queue: Backlog;
  readonly settings: QueueSettings;
  /** What is set as of now: a change of the file counts at once, one that is not understood not at all. */
  readonly settingsNow: () => QueueSettings;
  /** Where it lies, as `sqlite:///path` or `redis://host:6379/0`; without a password. */
  readonly backend: string;
  /** By what its server may lose work, as sentences. */
  readonly warnings: readonly string[];
}

/**
 * Opens the backlog of a backend that is named here, else in `config.toml`, else in ccx's own folder. A server is
 * contacted only where a person named it; its password may also stand in `CCX_QUEUE_PASSWORD`.
 *
 * @throws {CcxError} `invalid_argument` for a backend that there is not; `invalid_config`; `io_failed`
 */
export async function composeQueue(
  env: Env,
  home: string,
  named?: string,
  atOnce: number | null = null,
): Promise<OpenQueue> {
  const [{ DEFAULT_LIMITS }, { place, ...located }] = await Promise.all([
    import('@ccx/queue'),
    locateQueue(env, home, named),
  ]);
  const { backend, settings, settingsNow } = located;
  const limits = (): Partial<QueueLimits> => {
    const set = settingsNow().limits;
    return atOnce === null ? set : { ...set, running: Math.max(atOnce, set.running ?? DEFAULT_LIMITS.running) };
  };
  const warnings: string[] = [];
  const queue = await openPlace(env, place, limits, (warning) => warnings.push(warning));
  return { queue, settings, settingsNow, backend, warnings };
}

async function openPlace(
  env: Env,
  place: BackendPlace,
  limits: () => Partial<QueueLimits>,
  onWarning: (warning: string) => void,
): Promise<Backlog> {
  const { openSqliteQueue, createBullmqQueue } = await import('@ccx/queue');
  if (place.is === 'file') return openSqliteQueue(place.path, { limits });
  const { withPassword } = await import('../queue-settings/backend-path.ts');
  const password = env['CCX_QUEUE_PASSWORD'] ?? '';
  const connection = password === '' ? place.url : withPassword(place.url, password);
  return createBullmqQueue({ connection, limits, onWarning });
}

/** Where the backlog lies, whether it is there or not. */
export interface QueuePlace extends Omit<OpenQueue, 'queue' | 'warnings'> {
  /** Its file; empty where it lies on a server. */
  readonly path: string;
  readonly place: BackendPlace;
}

export async function locateQueue(env: Env, home: string, named?: string): Promise<QueuePlace> {
  const [{ settingsReader }, { backendPlace, sqliteBackend }] = await Promise.all([
    import('../queue-settings/read-settings.ts'),
    import('../queue-settings/backend-path.ts'),
  ]);
  const { config, state } = ccxPaths(env, home);
  const settingsNow = settingsReader(join(config, 'config.toml'));
  const settings = settingsNow();
  const backend = named ?? settings.backend ?? sqliteBackend(join(state, 'queue.db'));
  const place = backendPlace(backend);
  const [shown, path] = place.is === 'file' ? [backend, place.path] : [place.shown, ''];
  return { backend: shown, path, place, settings, settingsNow };
}
