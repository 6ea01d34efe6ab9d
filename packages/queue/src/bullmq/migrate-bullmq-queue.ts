import type { BullmqOptions } from './create-bullmq-queue.ts';
import { loadDrivers } from './drivers.ts';
import { kindOf } from './reach-server.ts';

/**
 * Prepares a PostgreSQL server for a queue; what is there already stays. Redis needs nothing.
 *
 * @returns whether anything was changed
 * @throws {CcxError} `invalid_config` where `bullmq` or `pg` is not installed, `invalid_argument`, `io_failed`
 * @example
 * await migrateBullmqQueue({ connection: 'postgres://queue.example/ccx' });
 */
export async function migrateBullmqQueue({
  connection,
  prefix = 'ccx',
}: Pick<BullmqOptions, 'connection' | 'prefix'>): Promise<boolean> {
  if (kindOf(connection) === 'redis') return false;
  const [drivers, { migratePostgres }] = await Promise.all([
    loadDrivers('pg'),
    import('./postgres/migrate-postgres.ts'),
  ]);
  return migratePostgres(drivers, connection, prefix);
}
