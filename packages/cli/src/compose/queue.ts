import { join } from 'node:path';
import { ccxPaths, type Env } from '@ccx/contracts';
import type { Backlog, QueueLimits } from '@ccx/queue';
import type { QueueSettings } from '../queue-settings/read-settings.ts';

/** The person's backlog, and what they have set for it. */
export interface OpenQueue {
  readonly queue: Backlog;
  readonly settings: QueueSettings;
  /** What is set as of now: a change of the file counts at once, one that is not understood not at all. */
  readonly settingsNow: () => QueueSettings;
  /** Where it lies, as `sqlite:///path`. */
  readonly backend: string;
}

/**
 * Opens the backlog of a backend that is named here, else in `config.toml`, else in ccx's own folder.
 *
 * @throws {CcxError} `invalid_argument` for a backend that there is not; `invalid_config`
 */
export async function composeQueue(
  env: Env,
  home: string,
  named?: string,
  atOnce: number | null = null,
): Promise<OpenQueue> {
  const [{ openSqliteQueue, DEFAULT_LIMITS }, { backend, path, settings, settingsNow }] = await Promise.all([
    import('@ccx/queue'),
    locateQueue(env, home, named),
  ]);
  const limits = (): Partial<QueueLimits> => {
    const set = settingsNow().limits;
    return atOnce === null ? set : { ...set, running: Math.max(atOnce, set.running ?? DEFAULT_LIMITS.running) };
  };
  return { queue: openSqliteQueue(path, { limits }), settings, settingsNow, backend };
}

/** Where the backlog lies, whether it is there or not. */
export interface QueuePlace extends Omit<OpenQueue, 'queue'> {
  /** Its file. */
  readonly path: string;
}

export async function locateQueue(env: Env, home: string, named?: string): Promise<QueuePlace> {
  const [{ settingsReader }, { sqliteBackend, sqlitePath }] = await Promise.all([
    import('../queue-settings/read-settings.ts'),
    import('../queue-settings/backend-path.ts'),
  ]);
  const { config, state } = ccxPaths(env, home);
  const settingsNow = settingsReader(join(config, 'config.toml'));
  const settings = settingsNow();
  const backend = named ?? settings.backend ?? sqliteBackend(join(state, 'queue.db'));
  return { backend, path: sqlitePath(backend), settings, settingsNow };
}
