import { join } from 'node:path';
import { ccxPaths, type Env } from '@ccx/contracts';
import type { QueueLimits } from '@ccx/queue';
import type { BackendPlace } from '../queue-settings/backend-path.ts';
import type { QueueSettings } from '../queue-settings/read-settings.ts';
import { openBackend, type OpenBackend } from './backend.ts';

/** The person's backlog, and what they have set for it. */
export interface OpenQueue extends OpenBackend {
  readonly settings: QueueSettings;
  /** What is set as of now: a change of the file counts at once, one that is not understood not at all. */
  readonly settingsNow: () => QueueSettings;
  /** Where it lies, as `sqlite:///path` or `redis://host:6379/0`; without a password. */
  readonly backend: string;
}

/**
 * Opens the backlog of a backend that is named here, else in `config.toml`, else in ccx's own folder.
 *
 * @throws {CcxError} `invalid_argument` for a backend that there is not; `invalid_config`; `io_failed`
 */
export async function composeQueue(
  env: Env,
  home: string,
  named?: string,
  atOnce: number | null = null,
): Promise<OpenQueue> {
  const [{ DEFAULT_LIMITS }, { place, backend, settings, settingsNow }] = await Promise.all([
    import('@ccx/queue'),
    locateQueue(env, home, named),
  ]);
  const limits = (): Partial<QueueLimits> => {
    const set = settingsNow().limits;
    return atOnce === null ? set : { ...set, running: Math.max(atOnce, set.running ?? DEFAULT_LIMITS.running) };
  };
  return { ...(await openBackend(env, place, limits)), settings, settingsNow, backend };
}

/** Where the backlog lies, whether it is there or not. */
export interface QueuePlace extends Omit<OpenQueue, keyof OpenBackend> {
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
