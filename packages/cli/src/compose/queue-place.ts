import { dirname, join } from 'node:path';
import { ccxPaths, type Env } from '@ccx/contracts';
import type { BackendPlace } from '../queue-settings/backend-path.ts';
import type { QueueSettings } from '../queue-settings/read-settings.ts';

/** Where the backlog lies, whether it is there or not. */
export interface QueuePlace {
  readonly settings: QueueSettings;
  /** What is set as of now: a change of the file counts at once, one that is not understood not at all. */
  readonly settingsNow: () => QueueSettings;
  /** As `sqlite:///path`, `redis://host:6379/0` or `postgres://host:5432/database`; without a password. */
  readonly backend: string;
  /** Its file; empty where it lies on a server. */
  readonly path: string;
  readonly place: BackendPlace;
}

/** @throws {CcxError} `invalid_argument` for a backend that there is not, or whose folder is not there; `invalid_config` */
export async function locateQueue(env: Env, home: string, named?: string): Promise<QueuePlace> {
  const [{ settingsReader }, { backendPlace, sqliteBackend }, { requireFolder }] = await Promise.all([
    import('../queue-settings/read-settings.ts'),
    import('../queue-settings/backend-path.ts'),
    import('../queue-settings/require-folder.ts'),
  ]);
  const { config, state } = ccxPaths(env, home);
  const settingsNow = settingsReader(join(config, 'config.toml'));
  const settings = settingsNow();
  const own = join(state, 'queue.db');
  const backend = named ?? settings.backend ?? sqliteBackend(own);
  const place = backendPlace(backend);
  if (place.is === 'file' && place.path !== own) requireFolder(dirname(place.path));
  const [shown, path] = place.is === 'file' ? [backend, place.path] : [place.shown, ''];
  return { backend: shown, path, place, settings, settingsNow };
}
