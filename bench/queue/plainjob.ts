import { join } from 'node:path';
import { loops, PAYLOAD, type Contender } from './contender.ts';
import type { Peers } from './peers.ts';

/** What of plainjob and better-sqlite3 is used here. */
interface Plainjob {
  better(database: object): object;
  defineQueue(options: object): {
    add(type: string, data: unknown): unknown;
    addMany(type: string, data: readonly unknown[]): unknown;
    getAndMarkJobAsProcessing(type: string): { readonly id: number } | undefined;
    markJobAsDone(id: number): void;
    getJobById(id: number): unknown;
    close(): void;
  };
}
interface BetterSqlite {
  readonly default: new (path: string) => { pragma(text: string): unknown };
}

/** With the same promise to the disk as ours, which is not its default. */
export async function openPlainjob(peers: Peers, folder: string): Promise<Contender> {
  const plainjob = (await peers.load('plainjob')) as Plainjob;
  const { default: Database } = (await peers.load('better-sqlite3')) as BetterSqlite;
  const database = new Database(join(folder, 'plainjob.db'));
  const silent = { error() {}, warn() {}, info() {}, debug() {} };
  const queue = plainjob.defineQueue({ connection: plainjob.better(database), logger: silent });
  database.pragma('synchronous = FULL');
  return {
    name: 'plainjob, SQLite FULL',
    add: async (count) =>
      void queue.addMany(
        'prompt',
        Array.from({ length: count }, () => PAYLOAD),
      ),
    work: async (items, concurrency) =>
      await loops(items, concurrency, async () => {
        const job = queue.getAndMarkJobAsProcessing('prompt');
        if (job === undefined) throw new Error('nothing to do');
        await Promise.resolve(queue.getJobById(job.id));
        queue.markJobAsDone(job.id);
        queue.add('prompt', PAYLOAD);
      }),
    close: async () => queue.close(),
  };
}
