import { CcxError } from '@ccx/contracts';
import { loadDrivers } from './drivers.ts';
import type { Server } from './server.ts';

/**
 * Reaches the server of an address, by what its scheme says.
 *
 * @throws {CcxError} `invalid_argument` for an address that is none, `invalid_config` where a driver is missing or the
 *   server is not prepared, `io_failed` where nobody answers
 */
export async function reachServer(
  connection: string,
  prefix: string,
  warn: (warning: string) => void,
): Promise<Server> {
  const { protocol } = URL.canParse(connection) ? new URL(connection) : { protocol: '' };
  if (protocol === 'redis:' || protocol === 'rediss:') {
    const [{ bullmq, driver }, { reachRedis }] = await Promise.all([
      loadDrivers('ioredis'),
      import('./redis/reach-redis.ts'),
    ]);
    return reachRedis({ bullmq, ioredis: driver }, connection, prefix, warn);
  }
  throw new CcxError('invalid_argument', 'The address of the queue is none of a Redis server.', {
    hint: 'redis://host:6379/0',
  });
}
