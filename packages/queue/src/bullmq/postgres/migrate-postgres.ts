import { CcxError } from '@ccx/contracts';
import type { DriversFor } from '../drivers.ts';
import { unreachable } from '../server.ts';
import { connectTo, postgresName } from './reach-postgres.ts';
import { SCHEMA } from './schema.ts';

/**
 * Prepares a schema for a queue: BullMQ's tables, and those beside them. What is there already stays.
 *
 * @returns whether anything was made
 * @throws {CcxError} `io_failed` where the server does not answer, or does not allow it
 */
export async function migratePostgres({ bullmq }: DriversFor<'pg'>, url: string, schema: string): Promise<boolean> {
  const connection = connectTo(bullmq, url, schema);
  try {
    const client = await connection.pool.connect();
    try {
      const known = async (table: string): Promise<boolean> => {
        const named = `${bullmq.quoteSchemaName(schema)}.${table}`;
        return (await client.query('SELECT to_regclass($1) AS found', [named])).rows[0]?.found !== null;
      };
      const versions = async (): Promise<unknown> =>
        (await known('migration')) ? (await client.query('SELECT max(version) AS last FROM migration')).rows[0] : null;
      const before = JSON.stringify(await versions());
      await bullmq.runMigrations(client, schema);
      await client.query('BEGIN');
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('ccx ' || current_schema()))`);
      const isNew = !(await known('ccx_queue'));
      if (isNew) await client.query(SCHEMA);
      await client.query('COMMIT');
      return isNew || before !== JSON.stringify(await versions());
    } finally {
      // Whatever failed is taken back with its connection.
      client.release(true);
    }
  } catch (cause) {
    throw CcxError.is(cause) ? cause : unreachable(postgresName(url), cause);
  } finally {
    await connection.close().catch(() => {});
  }
}
