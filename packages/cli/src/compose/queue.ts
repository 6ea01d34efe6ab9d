import type { Env } from '@ccx/contracts';
import type { Backlog, QueueLimits } from '@ccx/queue';
import type { BackendPlace } from '../queue-settings/backend-path.ts';
import { locateQueue, type QueuePlace } from './queue-place.ts';
import { connectionOf } from './queue-server.ts';

/** The person's backlog, and what they have set for it. */
export interface OpenQueue extends Omit<QueuePlace, 'path' | 'place'> {
  readonly queue: Backlog;
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
  return createBullmqQueue({ connection: await connectionOf(env, place.url), limits, onWarning });
}
