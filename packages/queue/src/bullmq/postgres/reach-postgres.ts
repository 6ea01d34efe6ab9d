import { CcxError } from '@ccx/contracts';
import type { PostgresConnection } from 'bullmq';
import type { DriversFor } from '../drivers.ts';
import type { JobData } from '../kept.ts';
import { LOCK_MS } from '../moves.ts';
import { unreachable, type JobQueue, type Server } from '../server.ts';
import { postgresRecords } from './postgres-records.ts';
import { FORMAT } from './schema.ts';

/** One statement and its rows. */
export type Ask = (text: string, values?: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** How long a server may take to answer for the first time. */
const REACH_MS = 5_000;
/** How long a statement may take: a server that is gone without a word is one that does not answer. */
const STATEMENT_MS = 30_000;
/** So many statements at once; the others wait in this process. */
const CONNECTIONS = 6;

/**
 * Reaches a PostgreSQL server whose schema is prepared. Experimental, as BullMQ's own backend for it is.
 *
 * @param schema where BullMQ's tables and those beside them lie
 * @throws {CcxError} `invalid_config` for a schema that is not prepared, or by a newer version; `io_failed` where nobody answers
 */
export async function reachPostgres(
  { bullmq }: DriversFor<'pg'>,
  url: string,
  schema: string,
  warn: (warning: string) => void,
): Promise<Server> {
  const name = postgresName(url);
  const connection = connectTo(bullmq, url, schema);
  const ask: Ask = async (text, values = []) => (await connection.pool.query(text, values)).rows;
  try {
    for (const warning of await forgetful(ask)) warn(`${name}: ${warning}`);
    await refuseUnprepared(ask, connection, name);
  } catch (cause) {
    await connection.close().catch(() => {});
    throw CcxError.is(cause) ? cause : unreachable(name, cause);
  }
  const queues = new Map<string, JobQueue>();
  const make = (bucket: string): JobQueue => {
    const settings = { connection: connection.pool, lockDuration: LOCK_MS };
    const made = new bullmq.Queue<
      JobData,
      unknown,
      string,
      JobData,
      unknown,
      string,
      InstanceType<typeof bullmq.PostgresQueueBackend>,
      typeof connection.pool
    >(bucket, settings, (queue, options) => new bullmq.PostgresQueueBackend(connection, queue, options, false));
    made.on('error', () => {});
    return made;
  };
  return {
    name,
    records: postgresRecords(ask),
    queueOf: (bucket) => {
      const queue = queues.get(bucket) ?? make(bucket);
      queues.set(bucket, queue);
      return queue;
    },
    now: async () => numberIn(await ask('SELECT ccx_now() AS value')) ?? 0,
    enter: async (token, ms) =>
      numberIn(
        await ask(
          `UPDATE ccx_queue SET token = $1, until = clock_timestamp() + $2 * interval '1 millisecond'
             WHERE token IS NULL OR until < clock_timestamp() RETURNING ccx_now() AS value`,
          [token, ms],
        ),
      ),
    renew: async (token, ms) => {
      await ask(`UPDATE ccx_queue SET until = clock_timestamp() + $2 * interval '1 millisecond' WHERE token = $1`, [
        token,
        ms,
      ]);
    },
    commit: async (token, steps, leave) =>
      numberIn(await ask('SELECT ccx_commit($1, $2, $3) AS value', [token, JSON.stringify(steps), leave])),
    version: async () => numberIn(await ask('SELECT version AS value FROM ccx_queue')) ?? 0,
    listen: (hear, lost) => listenTo(connection, schema, hear, lost),
    isLocked: async (bucket, id, token) => {
      const job = `SELECT 1 FROM job WHERE queue = $1 AND id = $2 AND state = 'active' AND lock_token = $3`;
      return (await ask(job, [bucket, id, token])).length > 0;
    },
    close: async () => {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await connection.close();
    },
  };
}

export function connectTo(bullmq: DriversFor<'pg'>['bullmq'], url: string, schema: string): PostgresConnection {
  if (!/^[a-z_][a-z0-9_$]{0,62}$/i.test(schema)) {
    throw new CcxError('invalid_argument', `"${schema}" is no prefix for a queue on PostgreSQL.`, {
      hint: 'letters, digits and underscores, 63 at most: there it is the name of a schema',
    });
  }
  const connection = new bullmq.PostgresConnection({
    connectionString: url,
    schema,
    max: CONNECTIONS,
    connectionTimeoutMillis: REACH_MS,
    query_timeout: STATEMENT_MS,
    keepAlive: true,
    application_name: 'ccx',
  });
  // Each statement that fails says so itself.
  connection.on('error', () => {});
  return connection;
}

/** What of this server can lose work. */
async function forgetful(ask: Ask): Promise<readonly string[]> {
  const [row] = await ask(
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit`,
  );
  return ['fsync', 'synchronous_commit'].flatMap((setting) =>
    row?.[setting] === 'off'
      ? [`it does not wait for its disk, so that a crash of the server loses work (${setting} is off, and must be on)`]
      : [],
  );
}

/** BullMQ's tables and ours have to be there, and of no newer version than this one. */
async function refuseUnprepared(ask: Ask, connection: PostgresConnection, name: string): Promise<void> {
  try {
    await connection.waitUntilReady();
    const format = numberIn(await ask('SELECT format AS value FROM ccx_queue'));
    if (format === FORMAT) return;
    throw new CcxError(
      'invalid_config',
      `The queue at ${name} is of another version of ccx: its format is ${format}.`,
      {
        hint: 'use the newest ccx everywhere that this queue is worked at',
      },
    );
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new CcxError('invalid_config', `There is no queue at ${name} yet.`, { hint: 'ccx queue migrate' });
  }
}

/** A table that is not there; of BullMQ's own it says so by an error of its own. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'SchemaMigrationRequiredError' || ('code' in error && error.code === '42P01');
}

async function listenTo(
  connection: PostgresConnection,
  schema: string,
  hear: (version: number) => void,
  lost: () => void,
): Promise<{ close(): void }> {
  const client = await connection.getListenClient();
  const heard = ({ channel, payload = '' }: { readonly channel: string; readonly payload?: string }): void => {
    const [where, version] = payload.split(' ');
    if (channel === 'ccx_changed' && where === schema) hear(Number(version));
  };
  client.on('notification', heard);
  await client.query('LISTEN ccx_changed');
  connection.once('listenerinvalidated', lost);
  return { close: () => void client.removeListener('notification', heard) };
}

function numberIn([row]: readonly Readonly<Record<string, unknown>>[]): number | null {
  const value = row?.['value'];
  return value === null || value === undefined ? null : Number(value);
}

/** An address as it may be shown. */
export function postgresName(url: string): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  // What stands behind the address may be a password too.
  shown.search = '';
  return shown.href;
}
