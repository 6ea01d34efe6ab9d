import type { Env } from '@ccx/contracts';
import type { Backlog, QueueLimits } from '@ccx/queue';
import type { BackendPlace } from '../queue-settings/backend-path.ts';

/** A backlog, and by what its server may lose work, as sentences. */
export interface OpenBackend {
  readonly queue: Backlog;
  readonly warnings: readonly string[];
}

/**
 * Opens what lies at a place. A server is contacted only where a person named it; its password may also stand in
 * `CCX_QUEUE_PASSWORD`.
 *
 * @throws {CcxError} `invalid_config` where a server needs packages that are not installed, `io_failed`
 */
export async function openBackend(
  env: Env,
  place: BackendPlace,
  limits: () => Partial<QueueLimits>,
): Promise<OpenBackend> {
  const { openSqliteQueue, createBullmqQueue } = await import('@ccx/queue');
  if (place.is === 'file') return { queue: openSqliteQueue(place.path, { limits }), warnings: [] };
  const { withPassword } = await import('../queue-settings/backend-path.ts');
  const password = env['CCX_QUEUE_PASSWORD'] ?? '';
  const connection = password === '' ? place.url : withPassword(place.url, password);
  const warnings: string[] = [];
  const queue = await createBullmqQueue({ connection, limits, onWarning: (warning) => warnings.push(warning) });
  return { queue, warnings };
}
