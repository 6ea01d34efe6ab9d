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
  if (kindOf(connection) === 'redis') {
    const [drivers, { reachRedis }] = await Promise.all([loadDrivers('ioredis'), import('./redis/reach-redis.ts')]);
    return reachRedis(drivers, connection, prefix, warn);
  }
  const [drivers, { reachPostgres }] = await Promise.all([loadDrivers('pg'), import('./postgres/reach-postgres.ts')]);
  return reachPostgres(drivers, connection, prefix, warn);
}

/** @throws {CcxError} `invalid_argument` for an address that is none */
export function kindOf(connection: string): 'redis' | 'postgres' {
  const { protocol } = URL.canParse(connection) ? new URL(connection) : { protocol: '' };
  if (/^rediss?:$/.test(protocol)) return 'redis';
  if (/^postgres(?:ql)?:$/.test(protocol)) return 'postgres';
  throw new CcxError('invalid_argument', 'The address of the queue is none of a Redis or PostgreSQL server.', {
    hint: 'redis://host:6379/0, or postgres://host:5432/database',
  });
}
